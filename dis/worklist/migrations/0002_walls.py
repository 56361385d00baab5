"""Row-level security on tasks, and the look-ups by which a queue is opened (docs/access.md)."""

from django.db import migrations

from common.rowsecurity import PatientRows

LOOKUPS = """
CREATE FUNCTION worklist_patients(
  p_owner uuid, p_role uuid, p_statuses text[], p_since timestamptz, p_task uuid, p_now timestamptz
) RETURNS TABLE (patient_id uuid, is_withheld boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT t.patient_id, coalesce(p.person_id = w.person_id, false) OR EXISTS (
    SELECT 1 FROM access_block b
    WHERE b.patient_id = t.patient_id AND b.practitioner_id = r.practitioner_id
      AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now))
  FROM worklist_task t
  JOIN people_patient p ON p.id = t.patient_id
  JOIN people_practitionerrole r ON r.id = p_role
  JOIN people_practitioner w ON w.id = r.practitioner_id
  WHERE t.owner_id = p_owner AND t.status = ANY (p_statuses)
    AND (p_since IS NULL OR t.modified_at >= p_since)
    AND (p_task IS NULL OR t.id = p_task)
$$;

CREATE FUNCTION worklist_counts(p_owner uuid, p_statuses text[], p_day date)
RETURNS TABLE (open_count bigint, overdue_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*), count(*) FILTER (WHERE t.due_on < p_day)
  FROM worklist_task t WHERE t.owner_id = p_owner AND t.status = ANY (p_statuses)
$$;
"""

GONE = """
DROP FUNCTION worklist_counts(uuid, text[], date);
DROP FUNCTION worklist_patients(uuid, uuid, text[], timestamptz, uuid, timestamptz);
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
