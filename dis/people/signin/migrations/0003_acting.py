"""The name of whom somebody acts for follows from the policy table now (access.representation)."""

from django.db import migrations

BACK = """
CREATE FUNCTION people_name_of_child(p_person uuid, p_patient uuid, p_day date) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT trim(p.given || ' ' || p.family) FROM people_patient p
  WHERE p.id = p_patient AND p.address_confidentiality NOT LIKE '%confidential'
    AND p.id IN (SELECT patient_id FROM people_children_of_person(p_person, p_day))
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("signin", "0002_names"), ("access", "0014_representation"))
    operations = (migrations.RunSQL("DROP FUNCTION people_name_of_child(uuid, uuid, date)", BACK),)
