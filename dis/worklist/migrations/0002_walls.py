"""Row-level security on tasks, and the look-ups by which a queue is opened (docs/access.md)."""

from django.db import migrations

from common.rowsecurity import PatientRows

LOOKUPS = """
-- The requests of an owner; withheld are those that a colleague of this role must answer. It runs
-- with the rights of the two below it, and shows others no more than their own rows.
CREATE FUNCTION worklist_queue(p_owner uuid, p_role uuid, p_now timestamptz, p_day date)
RETURNS TABLE (
  task_id uuid, patient_id uuid, status text, due_on date, modified_at timestamptz,
  is_withheld boolean
)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH worker AS MATERIALIZED (
    SELECT w.id, w.person_id FROM people_practitionerrole r
    JOIN people_practitioner w ON w.id = r.practitioner_id WHERE r.id = p_role
  ), children AS MATERIALIZED (
    SELECT c.patient_id FROM worker, people_children_of_person(worker.person_id, p_day) c
  )
  SELECT t.id, t.patient_id, t.status, t.due_on, t.modified_at,
    coalesce(worker.person_id IN (p.person_id, t.requester_id, t.about_person_id), false)
    OR t.patient_id IN (SELECT children.patient_id FROM children)
    OR EXISTS (
      SELECT 1 FROM access_block b
      WHERE b.patient_id = t.patient_id AND b.practitioner_id = worker.id
        AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now))
  FROM worker, worklist_task t
  JOIN people_patient p ON p.id = t.patient_id
  WHERE t.owner_id = p_owner
$$;

CREATE FUNCTION worklist_patients(
  p_owner uuid, p_role uuid, p_statuses text[], p_since timestamptz, p_task uuid,
  p_now timestamptz, p_day date
) RETURNS TABLE (patient_id uuid, is_withheld boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT q.patient_id, q.is_withheld
  FROM worklist_queue(p_owner, p_role, p_now, p_day) q
  WHERE q.status = ANY (p_statuses)
    AND (p_since IS NULL OR q.modified_at >= p_since)
    AND (p_task IS NULL OR q.task_id = p_task)
$$;

CREATE FUNCTION worklist_counts(
  p_owner uuid, p_role uuid, p_statuses text[], p_now timestamptz, p_day date
) RETURNS TABLE (open_count bigint, overdue_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*), count(*) FILTER (WHERE q.due_on < p_day)
  FROM worklist_queue(p_owner, p_role, p_now, p_day) q
  WHERE q.status = ANY (p_statuses) AND NOT q.is_withheld
$$;
"""

GONE = """
DROP FUNCTION worklist_counts(uuid, uuid, text[], timestamptz, date);
DROP FUNCTION worklist_patients(uuid, uuid, text[], timestamptz, uuid, timestamptz, date);
DROP FUNCTION worklist_queue(uuid, uuid, timestamptz, date);
"""


class Migration(migrations.Migration):
    dependencies = (
        ("worklist", "0001_initial"),
        ("access", "0002_walls"),
        ("people", "0002_walls"),
    )
    operations = (
        PatientRows("worklist_task"),
        PatientRows("worklist_taskevent"),
        PatientRows("worklist_taskread"),
        migrations.RunSQL(LOOKUPS, GONE),
    )
