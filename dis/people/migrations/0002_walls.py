"""Row-level security on demographics, and the look-ups that the gate may do around it."""

from django.db import migrations

from common.rowsecurity import PatientRows

LOOKUPS = """
CREATE FUNCTION people_patient_of_person(p_person uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM people_patient WHERE person_id = p_person
$$;
CREATE FUNCTION people_patients_of_persons(p_persons uuid[])
RETURNS TABLE (person_id uuid, patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT person_id, id FROM people_patient WHERE person_id = ANY (p_persons)
$$;
CREATE FUNCTION people_patients_of_source(p_source text, p_ids text[])
RETURNS TABLE (source_id text, patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT source_id, patient_id FROM people_patientsource
  WHERE source = p_source AND source_id = ANY (p_ids)
$$;
CREATE FUNCTION people_children_of_person(p_person uuid, p_day date)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT r.patient_id FROM people_relatedperson r
  WHERE r.person_id = p_person
    AND r.relationship IN ('PRN', 'FTH', 'MTH', 'NPRN', 'ADOPTP', 'ADOPTF', 'ADOPTM')
    AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)
$$;
"""

GONE = """
DROP FUNCTION people_patient_of_person(uuid);
DROP FUNCTION people_patients_of_persons(uuid[]);
DROP FUNCTION people_patients_of_source(text, text[]);
DROP FUNCTION people_children_of_person(uuid, date);
"""


class Migration(migrations.Migration):
    dependencies = (("people", "0001_initial"),)
    operations = (
        PatientRows("people_patient", "id"),
        PatientRows("people_patientsource"),
        PatientRows("people_relatedperson"),
        migrations.RunSQL(LOOKUPS, GONE),
    )
