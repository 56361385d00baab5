"""Row-level security on documents, and the look-up by which a Binary finds its patient."""

from django.db import migrations

from common.rowsecurity import PatientRows

LOOKUP = """
CREATE FUNCTION journal_patients_of_binaries(p_binaries uuid[])
RETURNS TABLE (binary_id uuid, patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT d.binary_id, d.patient_id FROM journal_documentreference d
  WHERE d.binary_id = ANY (p_binaries)
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("journal", "0001_initial"), ("access", "0002_walls"))
    operations = (
        PatientRows("journal_documentreference"),
        PatientRows("journal_binary"),
        migrations.RunSQL(LOOKUP, "DROP FUNCTION journal_patients_of_binaries(uuid[])"),
    )
