"""The look-up of a unit's patients tells who has closed the record: no search may find them."""

from django.db import migrations

PATIENTS_OF_UNIT = """
DROP FUNCTION access_patients_of_unit(uuid, timestamptz);
CREATE FUNCTION access_patients_of_unit(p_role uuid, p_now timestamptz)
RETURNS TABLE (
  patient_id uuid, family text, given text, is_blocked boolean, ground text, until timestamptz,
  is_restricted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT ON (p.id) p.id, p.family, p.given, EXISTS (
    SELECT 1 FROM access_block b
    WHERE b.patient_id = p.id AND b.practitioner_id = r.practitioner_id
      AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now)), c.ground, c."end", EXISTS (
    SELECT 1 FROM access_restriction s
    WHERE s.patient_id = p.id
      AND s.start <= p_now AND (s."end" IS NULL OR s."end" > p_now))
  FROM people_practitionerrole r
  JOIN people_practitioner w ON w.id = r.practitioner_id
  JOIN access_carerelationship c ON c.organization_id = r.organization_id
    AND (c.practitioner_id IS NULL OR c.practitioner_id = r.practitioner_id)
    AND (c.start IS NULL OR c.start <= p_now) AND (c."end" IS NULL OR c."end" > p_now)
  JOIN people_patient p ON p.id = c.patient_id
  WHERE r.id = p_role AND p.person_id IS DISTINCT FROM w.person_id
  ORDER BY p.id, c."end" DESC NULLS FIRST, c.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0002_walls"),)
    # There is no way back to an answer without the column: the program asks for it.
    operations = (migrations.RunSQL(PATIENTS_OF_UNIT),)
