"""A block counts here as everywhere: of a practitioner, or of an organisation with all below it."""

from django.db import migrations

QUEUE = """
CREATE OR REPLACE FUNCTION worklist_queue(
  p_owner uuid, p_role uuid, p_now timestamptz, p_day date)
RETURNS TABLE (
  task_id uuid, patient_id uuid, status text, due_on date, modified_at timestamptz,
  is_withheld boolean
)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH worker AS MATERIALIZED (
    SELECT w.id, w.person_id, people_units_above(r.organization_id) AS units
    FROM people_practitionerrole r
    JOIN people_practitioner w ON w.id = r.practitioner_id WHERE r.id = p_role
  ), children AS MATERIALIZED (
    SELECT c.patient_id FROM worker, people_children_of_person(worker.person_id, p_day) c
  )
  SELECT t.id, t.patient_id, t.status, t.due_on, t.modified_at,
    coalesce(worker.person_id IN (p.person_id, t.requester_id, t.about_person_id), false)
    OR t.patient_id IN (SELECT children.patient_id FROM children)
    OR access_is_blocked(t.patient_id, worker.id, worker.units, p_now)
  FROM worker, worklist_task t
  JOIN people_patient p ON p.id = t.patient_id
  WHERE t.owner_id = p_owner
$$;
"""


class Migration(migrations.Migration):
    dependencies = (
        ("worklist", "0002_walls"),
        ("access", "0008_trust"),
        ("people", "0003_trust"),
    )
    # There is no way back to an answer that forgets organisations.
    operations = (migrations.RunSQL(QUEUE),)
