"""Row security of messages, and the look-ups over all patients (docs/access.md)."""

from django.db import migrations

from common.rowsecurity import PatientRows

# What is due is asked again under a Grant.
_LOOKUPS = """
CREATE FUNCTION notify_patients_due(p_now timestamptz, p_since timestamptz, p_most int)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT due.patient_id FROM (
    SELECT n.patient_id, n.recorded_at AS since FROM access_patientnotice n
    WHERE n.recorded_at > p_since AND NOT EXISTS (
      SELECT 1 FROM notify_noticemessage m WHERE m.notice_id = n.id AND m.repetition = 0)
    UNION ALL
    SELECT m.patient_id, m.due_at FROM notify_noticemessage m
    WHERE m.state IN ('due', 'sending') AND m.due_at <= p_now
      AND (m.claimed_until IS NULL OR m.claimed_until < p_now)
  ) due GROUP BY due.patient_id ORDER BY min(due.since) LIMIT p_most
$$;

CREATE FUNCTION notify_counts(p_since timestamptz)
RETURNS TABLE (state text, reason text, count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.state, m.reason, count(*) FROM notify_noticemessage m
  WHERE m.recorded_at > p_since GROUP BY m.state, m.reason
$$;
"""
_GONE = """
DROP FUNCTION notify_counts(timestamptz);
DROP FUNCTION notify_patients_due(timestamptz, timestamptz, int);
"""


class Migration(migrations.Migration):
    dependencies = (("notify", "0001_initial"), ("access", "0022_notice_times"))
    operations = (
        PatientRows("notify_noticemessage"),
        migrations.RunSQL(_LOOKUPS, _GONE),
    )
