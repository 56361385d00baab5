"""An index of the few documents that lists ask for by what is special about them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("journal", "0008_words_of_attachments"),)
    operations = (
        migrations.AddIndex(
            model_name="documentreference",
            index=models.Index(
                condition=models.Q(
                    models.Q(("replaces", []), _negated=True),
                    ("security__contains", ["NORS"]),
                    ("security__contains", ["NORU"]),
                    _connector="OR",
                ),
                fields=["patient"],
                name="journal_document_special",
            ),
        ),
    )
