"""What is attached to documents is read in for search too: those that have something are read anew."""

from django.db import migrations

# The owner of the table is under its walls as well, and this is about every patient.
READ_ANEW = """
ALTER TABLE journal_documentreference NO FORCE ROW LEVEL SECURITY;
UPDATE journal_documentreference SET is_read_in = false WHERE NOT attachments = '[]'::jsonb;
ALTER TABLE journal_documentreference FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = (("journal", "0007_words_in_place"),)
    operations = (migrations.RunSQL(READ_ANEW, migrations.RunSQL.noop),)
