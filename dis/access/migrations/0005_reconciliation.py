"""The nightly check of the log: its results, and the look-up that says what there is to check."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# Few items say more of an event than the event itself; lists name very many.
INDEX = """
CREATE INDEX access_item_telling ON access_accessitem (patient_id, recorded_at DESC)
  WHERE outcome IN ('shown', 'not-shown', 'unblocked');
"""

# Ids and counts only. An item may be written a while after its event, and never before it. What
# is out of place is looked for by the first run of a day.
# Events are found by their id within a time only: one at a time, that would take the square of it.
TO_CHECK = """
CREATE FUNCTION access_log_to_check(
  p_from timestamptz, p_until timestamptz, p_now timestamptz, p_is_first boolean)
RETURNS TABLE (what text, id uuid, amount bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_nestloop = off AS $$
  SELECT 'patient', e.patient_id, count(*) FROM access_accessevent e
    WHERE e.recorded_at >= p_from AND e.recorded_at < p_until
      AND e.is_permitted AND e.patient_id IS NOT NULL AND e.actor_kind <> 'system'
    GROUP BY e.patient_id
  UNION ALL
  SELECT 'system', NULL, count(*) FROM access_accessevent e
    WHERE p_is_first AND e.recorded_at >= p_from AND e.recorded_at < p_until
      AND e.is_permitted AND e.patient_id IS NOT NULL AND e.actor_kind = 'system'
  UNION ALL
  SELECT 'event-without-partition', e.id, 1 FROM access_accessevent e
    WHERE p_is_first AND e.recorded_at >= p_from AND e.recorded_at < p_until
      AND e.tableoid = 'access_accessevent_other'::regclass
  UNION ALL
  SELECT 'event-in-the-future', e.id, 1 FROM access_accessevent e
    WHERE p_is_first AND e.recorded_at > p_now + interval '5 minutes'
  UNION ALL
  SELECT 'item-without-event', i.id, 1 FROM access_accessitem i
    WHERE p_is_first AND i.recorded_at >= p_from AND i.recorded_at < p_until AND NOT EXISTS (
      SELECT 1 FROM access_accessevent e WHERE e.id = i.event_id
        AND e.recorded_at >= p_from - interval '1 day' AND e.recorded_at < p_until + interval '1 day')
  UNION ALL
  SELECT 'item-before-event', i.id, 1 FROM access_accessitem i
    JOIN access_accessevent e ON e.id = i.event_id AND e.recorded_at > i.recorded_at
      AND e.recorded_at >= p_from AND e.recorded_at < p_until + interval '1 day'
    WHERE p_is_first AND i.recorded_at >= p_from AND i.recorded_at < p_until
  UNION ALL
  SELECT 'item-of-another-patient', i.id, 1 FROM access_accessitem i
    JOIN access_accessevent e ON e.id = i.event_id AND e.patient_id IS DISTINCT FROM i.patient_id
      AND e.recorded_at >= p_from - interval '1 day' AND e.recorded_at < p_until
    WHERE p_is_first AND i.recorded_at >= p_from AND i.recorded_at < p_until
$$;
"""

BEGINS = """
CREATE FUNCTION access_log_begins() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT min(recorded_at) FROM access_accessevent
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0004_searching"),)
    operations = (
        migrations.CreateModel(
            name="ReconciliationRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("started_at", models.DateTimeField()),
                ("milliseconds", models.PositiveIntegerField()),
                ("patients", models.PositiveIntegerField()),
                ("events", models.PositiveIntegerField()),
                ("shown", models.PositiveIntegerField()),
                ("merged", models.PositiveIntegerField()),
                ("own", models.PositiveIntegerField()),
                ("systems", models.PositiveIntegerField()),
                ("missing", models.PositiveIntegerField()),
                ("faults", models.JSONField(default=dict)),
                ("first_bad", ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ("checked_until", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["-day", "-started_at"], name="access_reconciliation_newest"
                    )
                ],
            },
        ),
        migrations.RunSQL(INDEX, "DROP INDEX access_item_telling"),
        migrations.RunSQL(
            TO_CHECK,
            "DROP FUNCTION access_log_to_check(timestamptz, timestamptz, timestamptz, boolean)",
        ),
        migrations.RunSQL(BEGINS, "DROP FUNCTION access_log_begins()"),
    )
