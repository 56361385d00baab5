"""Named look-ups of two names: of who signs in, and of the child that a parent acts for."""

from django.db import migrations

LOOKUPS = """
CREATE FUNCTION people_name_of_person(p_person uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT COALESCE(
    (SELECT trim(given || ' ' || family) FROM people_patient WHERE person_id = p_person),
    (SELECT trim(given || ' ' || family) FROM people_practitioner WHERE person_id = p_person),
    (SELECT trim(given || ' ' || family) FROM people_relatedperson
     WHERE person_id = p_person ORDER BY received_at DESC LIMIT 1))
$$;
CREATE FUNCTION people_name_of_child(p_person uuid, p_patient uuid, p_day date) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT trim(p.given || ' ' || p.family) FROM people_patient p
  LEFT JOIN people_patient parent ON parent.person_id = p_person
  WHERE p.id = p_patient
    AND p.birth_date > p_day - interval '12 years'
    AND p.address_confidentiality NOT LIKE '%confidential'
    AND coalesce(parent.address_confidentiality, '') NOT LIKE '%confidential'
    AND p.id IN (SELECT patient_id FROM people_children_of_person(p_person, p_day))
$$;
"""

GONE = """
DROP FUNCTION people_name_of_person(uuid);
DROP FUNCTION people_name_of_child(uuid, uuid, date);
"""


class Migration(migrations.Migration):
    dependencies = (("signin", "0001_initial"), ("people", "0002_walls"))
    operations = (migrations.RunSQL(LOOKUPS, GONE),)
