"""What the FHIR API searches and sorts by, beside what was received of people and the directory."""

import django.contrib.postgres.indexes
import django.db.models.deletion
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
    dependencies = (("people", "0004_registers"),)
    operations = (
        migrations.CreateModel(
            name="PatientResource",
            fields=[
                ("source", models.CharField(max_length=200)),
                ("source_id", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
                ("wire", models.TextField()),
                ("digest", models.BinaryField(max_length=32)),
                ("received_at", models.DateTimeField()),
                ("search", models.JSONField(default=dict)),
                ("sorted_at", models.DateTimeField(default=common.clock.now)),
                ("names_own_ids", models.BooleanField(default=False)),
                (
                    "id",
                    models.UUIDField(
                        db_column="served_as", editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("own_id", models.UUIDField(db_column="id")),
            ],
            options={
                "db_table": "people_patientsource",
                "managed": False,
            },
        ),
        migrations.AddField(
            model_name="directoryresource",
            name="names_own_ids",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="directoryresource",
            name="search",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="directoryresource",
            name="sorted_at",
            field=models.DateTimeField(default=common.clock.now),
        ),
        migrations.AddField(
            model_name="patientsource",
            name="names_own_ids",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="patientsource",
            name="search",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="patientsource",
            name="served_as",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("patient"), output_field=models.UUIDField()
            ),
        ),
        migrations.AddField(
            model_name="patientsource",
            name="sorted_at",
            field=models.DateTimeField(default=common.clock.now),
        ),
        migrations.AddField(
            model_name="relatedperson",
            name="names_own_ids",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="relatedperson",
            name="search",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="relatedperson",
            name="sorted_at",
            field=models.DateTimeField(default=common.clock.now),
        ),
        migrations.AddIndex(
            model_name="directoryresource",
            index=models.Index(
                fields=["resource_type", "-sorted_at", "-id"], name="people_dir_sorted"
            ),
        ),
        migrations.AddIndex(
            model_name="directoryresource",
            index=models.Index(
                fields=["resource_type", "-received_at", "-id"], name="people_dir_received"
            ),
        ),
        migrations.AddIndex(
            model_name="directoryresource",
            index=models.Index(fields=["target_id"], name="people_dir_target"),
        ),
        migrations.AddIndex(
            model_name="directoryresource",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="people_dir_search", opclasses=("jsonb_path_ops",)
            ),
        ),
        migrations.AddIndex(
            model_name="patientsource",
            index=models.Index(
                fields=["patient", "-sorted_at", "-id"], name="people_source_sorted"
            ),
        ),
        migrations.AddIndex(
            model_name="patientsource",
            index=models.Index(
                fields=["patient", "-received_at", "-id"], name="people_source_received"
            ),
        ),
        migrations.AddIndex(
            model_name="relatedperson",
            index=models.Index(
                fields=["patient", "-sorted_at", "-id"], name="people_related_sorted"
            ),
        ),
        migrations.AddIndex(
            model_name="relatedperson",
            index=models.Index(
                fields=["patient", "-received_at", "-id"], name="people_related_received"
            ),
        ),
        filled("people_patientsource", "received_at"),
        filled("people_relatedperson", "received_at"),
        migrations.RunSQL("UPDATE people_directoryresource SET sorted_at = received_at", ""),
    )
