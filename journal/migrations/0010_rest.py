"""What the FHIR API searches and sorts by, beside what was received of documents."""

from django.db import migrations, models

import common.clock


def filled(table: str, column: str) -> migrations.RunSQL:
    """The main date of what is there already. The owner reads rows of patients and writes none,
    unless row security does not hold for it."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        UPDATE {table} SET sorted_at = {column};
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        """,  # noqa: S608 - own names
        "",
    )


class Migration(migrations.Migration):
    dependencies = (("journal", "0009_special_documents"),)
    operations = (
        migrations.AddField(
            model_name="binary",
            name="names_own_ids",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="binary",
            name="search",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="binary",
            name="sorted_at",
            field=models.DateTimeField(default=common.clock.now),
        ),
        migrations.AddField(
            model_name="documentreference",
            name="names_own_ids",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="documentreference",
            name="search",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="documentreference",
            name="sorted_at",
            field=models.DateTimeField(default=common.clock.now),
        ),
        migrations.AddIndex(
            model_name="binary",
            index=models.Index(
                fields=["patient", "-sorted_at", "-id"], name="journal_binary_sorted"
            ),
        ),
        migrations.AddIndex(
            model_name="binary",
            index=models.Index(
                fields=["patient", "-received_at", "-id"], name="journal_binary_received"
            ),
        ),
        migrations.AddIndex(
            model_name="documentreference",
            index=models.Index(
                fields=["patient", "-sorted_at", "-id"], name="journal_document_sorted"
            ),
        ),
        migrations.AddIndex(
            model_name="documentreference",
            index=models.Index(
                fields=["patient", "-received_at", "-id"], name="journal_document_received"
            ),
        ),
        filled("journal_documentreference", "date"),
        filled("journal_binary", "received_at"),
    )
