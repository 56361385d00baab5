"""Row-level security on the words and read marks, and the look-up of what is to be read in."""

from django.db import migrations

from common.rowsecurity import PatientRows

LOOKUP = """
CREATE FUNCTION journal_documents_to_read_in(p_most int)
RETURNS TABLE (document_id uuid, patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.id, d.patient_id FROM journal_documentreference d
  WHERE NOT d.is_read_in ORDER BY d.id LIMIT p_most
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("journal", "0003_life_and_search"),)
    operations = (
        PatientRows("journal_documenttext"),
        PatientRows("journal_readmark"),
        migrations.RunSQL(LOOKUP, "DROP FUNCTION journal_documents_to_read_in(int)"),
    )
