"""Who has parental responsibility, whose authorisation is withdrawn, and whom many know of."""

from django.db import migrations, models

CHILDREN = """
CREATE OR REPLACE FUNCTION people_children_of_person(p_person uuid, p_day date)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT r.patient_id FROM people_relatedperson r
  WHERE r.person_id = p_person AND r.has_responsibility
    AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)
$$;
"""

UNITS_ABOVE = """
CREATE FUNCTION people_units_above(p_unit uuid) RETURNS uuid[]
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE above AS (
    SELECT o.id, o.part_of_id FROM people_organization o WHERE o.id = p_unit
    UNION
    SELECT o.id, o.part_of_id FROM people_organization o JOIN above a ON o.id = a.part_of_id)
  SELECT coalesce(array_agg(id), '{}') FROM above
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("people", "0002_walls"), ("signin", "0002_names"))
    operations = (
        migrations.AddField(
            "relatedperson", "has_responsibility", models.BooleanField(default=False)
        ),
        migrations.AddField(
            "practitioner", "authorisation_withdrawn_at", models.DateTimeField(null=True)
        ),
        migrations.AddField("patient", "is_publicly_known", models.BooleanField(default=False)),
        # There is no way back to parents of whose responsibility nobody knows.
        migrations.RunSQL(CHILDREN),
        migrations.RunSQL(UNITS_ABOVE, "DROP FUNCTION people_units_above(uuid)"),
    )
