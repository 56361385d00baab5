"""Alerts about unusual reading: their tables, and the look-ups that compare reading with ties.

The look-ups read across all patients, which no Grant does; they tell ids, counts, yes and no.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from common.rowsecurity import PatientRows

# A home is looked for by the same words as access_citizen_facts does.
HOME = """
CREATE INDEX people_patient_home ON people_patient
  (lower(btrim(address_line)), btrim(postal_code)) WHERE address_line <> '';
"""

# What counts as reading: what was done in an opened record, and one thing of a queue. Lists of the
# unit show who is there, and nothing that was written.
READS = """
CREATE FUNCTION access_readings(p_from timestamptz, p_until timestamptz)
RETURNS SETOF access_accessevent
LANGUAGE sql STABLE AS $$
  SELECT * FROM access_accessevent e
  WHERE e.recorded_at >= p_from AND e.recorded_at < p_until AND e.is_permitted
    AND e.patient_id IS NOT NULL AND e.person_id IS NOT NULL AND e.legal_entity_id IS NOT NULL
    AND e.actor_kind IN ('practitioner', 'administrator') AND e.action <> 'identify'
    AND (e.attestation_id IS NOT NULL OR e.item_id IS NOT NULL)
$$;
CREATE FUNCTION access_reading_band(p_at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN extract(isodow FROM p_at AT TIME ZONE 'Europe/Oslo') < 6
    AND extract(hour FROM p_at AT TIME ZONE 'Europe/Oslo') BETWEEN 7 AND 15
    THEN 'day' ELSE 'watch' END
$$;
CREATE FUNCTION access_reads(p_from timestamptz, p_until timestamptz)
RETURNS TABLE (
  person_id uuid, legal_entity_id uuid, unit_id uuid, role_id uuid, role_code text, band text,
  patient_id uuid, first_at timestamptz, last_at timestamptz, times bigint, is_related boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.person_id, e.legal_entity_id, e.unit_id, e.role_id, e.role_code,
    access_reading_band(min(e.recorded_at)), e.patient_id,
    min(e.recorded_at), max(e.recorded_at), count(*),
    bool_or(e.basis NOT IN ('declared', 'emergency', 'consent', 'incapable'))
  FROM access_readings(p_from, p_until) e
  GROUP BY e.person_id, e.legal_entity_id, e.unit_id, e.role_id, e.role_code, e.patient_id,
    floor(extract(epoch FROM e.recorded_at) / 1800)
$$;
"""

# What is usual is what the middle one of those who share a role does in a heavy hour, and in a heavy
# shift: nobody's own excess makes it usual.
USUAL = """
CREATE FUNCTION access_reading_usual(p_from timestamptz, p_until timestamptz)
RETURNS TABLE (
  legal_entity_id uuid, unit_id uuid, role_code text, band text, persons bigint,
  hours bigint, charts bigint, unrelated bigint, unrelated_share double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH opened AS MATERIALIZED (
    SELECT e.legal_entity_id, e.unit_id, e.role_code, e.person_id, e.patient_id,
      date_trunc('hour', e.recorded_at) AS hour,
      bool_or(e.basis NOT IN ('declared', 'emergency', 'consent', 'incapable')) AS is_related
    FROM access_readings(p_from, p_until) e
    GROUP BY 1, 2, 3, 4, 5, 6
  ), banded AS MATERIALIZED (
    SELECT o.*, access_reading_band(o.hour) AS band,
      ((o.hour AT TIME ZONE 'Europe/Oslo') - interval '7 hours')::date AS shift
    FROM opened o
  ), an_hour AS (
    SELECT o.legal_entity_id, o.unit_id, o.role_code, o.band, o.person_id, count(*) AS charts
    FROM banded o GROUP BY 1, 2, 3, 4, 5, o.hour
  ), a_shift AS (
    SELECT o.legal_entity_id, o.unit_id, o.role_code, o.band, o.person_id,
      count(DISTINCT o.patient_id) AS charts,
      count(DISTINCT o.patient_id) FILTER (WHERE NOT o.is_related) AS unrelated
    FROM banded o GROUP BY 1, 2, 3, 4, 5, o.shift
  ), a_person AS (
    SELECT h.legal_entity_id, h.unit_id, h.role_code, h.band, h.person_id, count(*) AS hours,
      percentile_disc(0.95) WITHIN GROUP (ORDER BY h.charts) AS charts
    FROM an_hour h GROUP BY 1, 2, 3, 4, 5
  ), its_shifts AS (
    SELECT s.legal_entity_id, s.unit_id, s.role_code, s.band, s.person_id,
      percentile_disc(0.95) WITHIN GROUP (ORDER BY s.unrelated) AS unrelated,
      sum(s.unrelated)::double precision / sum(s.charts) AS share
    FROM a_shift s GROUP BY 1, 2, 3, 4, 5
  )
  SELECT p.legal_entity_id, p.unit_id, p.role_code, p.band, count(*), sum(p.hours)::bigint,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY p.charts),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY s.unrelated),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY s.share)
  FROM a_person p JOIN its_shifts s USING (legal_entity_id, unit_id, role_code, band, person_id)
  GROUP BY GROUPING SETS (
    (p.legal_entity_id, p.unit_id, p.role_code, p.band), (p.legal_entity_id, p.role_code, p.band))
$$;
"""

# Who is near whom: one step is kin that the register or a record system names, two are kin of kin.
# Whoever is named by very many, such as a guardian by profession, leads no further.
TIES = """
CREATE FUNCTION access_registered_kin(p_person uuid) RETURNS TABLE (person_id uuid)
LANGUAGE sql STABLE AS $$
  SELECT p.person_id FROM people_relatedperson r JOIN people_patient p ON p.id = r.patient_id
    WHERE r.person_id = p_person AND p.person_id IS NOT NULL
  UNION
  SELECT r.person_id FROM people_patient p JOIN people_relatedperson r ON r.patient_id = p.id
    WHERE p.person_id = p_person AND r.person_id IS NOT NULL
$$;
CREATE FUNCTION access_reading_ties(
  p_from timestamptz, p_until timestamptz, p_most_kin int, p_late interval)
RETURNS TABLE (
  person_id uuid, legal_entity_id uuid, patient_id uuid, kin int, is_same_name boolean,
  home_size int, is_colleague boolean, is_unit_colleague boolean, is_public boolean,
  has_care boolean, is_in_care_there boolean, ended_days int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH pairs AS MATERIALIZED (
    SELECT e.person_id, e.legal_entity_id, e.patient_id, min(e.practitioner_id::text)::uuid AS own,
      array_agg(DISTINCT e.unit_id) AS units, min(e.recorded_at) AS first_at,
      max(e.recorded_at) AS last_at,
      bool_or(e.basis NOT IN ('declared', 'emergency', 'consent', 'incapable')) AS is_related
    FROM access_readings(p_from, p_until) e GROUP BY 1, 2, 3
  ), readers AS MATERIALIZED (
    SELECT DISTINCT p.person_id FROM pairs p
  ), near AS MATERIALIZED (
    SELECT r.person_id, k.person_id AS kin FROM readers r CROSS JOIN LATERAL access_registered_kin(r.person_id) k
  ), bridges AS MATERIALIZED (
    SELECT n.kin AS bridge, array_agg(k.person_id) AS kin
    FROM (SELECT DISTINCT kin FROM near) n CROSS JOIN LATERAL access_registered_kin(n.kin) k
    GROUP BY n.kin HAVING count(*) <= p_most_kin
  ), family AS MATERIALIZED (
    SELECT f.person_id, f.kin, min(f.steps) AS steps FROM (
      SELECT n.person_id, n.kin, 1 AS steps FROM near n
      UNION ALL
      SELECT n.person_id, k, 2 FROM near n JOIN bridges b ON b.bridge = n.kin
        CROSS JOIN LATERAL unnest(b.kin) k) f
    WHERE f.person_id <> f.kin GROUP BY 1, 2
  ), staff AS MATERIALIZED (
    SELECT w.person_id, r.organization_id AS unit_id,
      people_units_above(r.organization_id) AS above
    FROM people_practitionerrole r JOIN people_practitioner w ON w.id = r.practitioner_id
    WHERE w.person_id IN (SELECT q.person_id FROM people_patient q
        WHERE q.id IN (SELECT p.patient_id FROM pairs p))
      AND (r.start IS NULL OR r.start <= p_until::date)
      AND (r."end" IS NULL OR r."end" >= p_from::date)
  ), tied AS MATERIALIZED (
    SELECT p.*, q.person_id AS patient_person, coalesce(f.steps, 0) AS kin,
      coalesce(lower(q.family) IN (lower(w.family), lower(o.family)) AND q.family <> '', false)
        AS is_same_name,
      coalesce(q.address_line <> '' AND lower(btrim(q.address_line)) = lower(btrim(o.address_line))
        AND btrim(q.postal_code) = btrim(o.postal_code)
        AND q.address_confidentiality NOT LIKE '%confidential'
        AND o.address_confidentiality NOT LIKE '%confidential', false) AS is_same_home,
      q.address_line, q.postal_code, q.is_publicly_known AS is_public,
      EXISTS (SELECT 1 FROM staff s WHERE s.person_id = q.person_id
        AND p.legal_entity_id = ANY (s.above)) AS is_colleague,
      EXISTS (SELECT 1 FROM staff s WHERE s.person_id = q.person_id
        AND s.unit_id = ANY (p.units)) AS is_unit_colleague
    FROM pairs p
    JOIN people_patient q ON q.id = p.patient_id
    LEFT JOIN people_practitioner w ON w.id = p.own
    LEFT JOIN people_patient o ON o.person_id = p.person_id
    LEFT JOIN family f ON f.person_id = p.person_id AND f.kin = q.person_id
  )
  SELECT t.person_id, t.legal_entity_id, t.patient_id, t.kin, t.is_same_name,
    CASE WHEN t.is_same_home THEN (
      SELECT count(*)::int FROM people_patient h
      WHERE h.address_line <> '' AND lower(btrim(h.address_line)) = lower(btrim(t.address_line))
        AND btrim(h.postal_code) = btrim(t.postal_code)) ELSE 0 END,
    t.is_colleague, t.is_unit_colleague, t.is_public,
    t.is_related OR EXISTS (
      SELECT 1 FROM access_carerelationship c WHERE c.patient_id = t.patient_id
        AND (c.practitioner_id = t.own
          OR (c.practitioner_id IS NULL AND c.organization_id = ANY (t.units)))
        AND (c.start IS NULL OR c.start <= t.last_at + p_late)
        AND (c."end" IS NULL OR c."end" >= t.first_at - p_late)),
    EXISTS (
      SELECT 1 FROM access_carerelationship c WHERE c.patient_id = t.patient_id
        AND c.organization_id IS NOT NULL
        AND (c.start IS NULL OR c.start <= t.last_at + p_late)
        AND (c."end" IS NULL OR c."end" >= t.first_at - p_late)
        AND t.legal_entity_id = ANY (people_units_above(c.organization_id))),
    (SELECT extract(day FROM t.first_at - max(c."end"))::int
      FROM access_carerelationship c WHERE c.patient_id = t.patient_id
        AND (c.practitioner_id = t.own
          OR (c.practitioner_id IS NULL AND c.organization_id = ANY (t.units)))
        AND c."end" < t.first_at)
  FROM tied t
  WHERE NOT t.is_related OR t.kin > 0 OR t.is_same_home OR t.is_colleague OR t.is_public
$$;
"""

# Which alerts of the organisation this role may not handle: about that person, or about reading in
# the record of that person, of the family, or of somebody who has shut that person out.
# Nobody's are those that no privacy officer there may handle.
WITHHELD = """
CREATE FUNCTION access_alert_is_withheld(p_alert uuid, p_role uuid, p_now timestamptz)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  WITH worker AS MATERIALIZED (
    SELECT w.id, w.person_id, people_units_above(r.organization_id) AS units
    FROM people_practitionerrole r
    JOIN people_practitioner w ON w.id = r.practitioner_id WHERE r.id = p_role
  ), kin AS MATERIALIZED (
    SELECT k.person_id FROM worker, access_kin(worker.person_id) k (person_id)
  )
  SELECT EXISTS (
    SELECT 1 FROM worker CROSS JOIN access_readingalert a
    WHERE a.id = p_alert AND (a.person_id IN (SELECT kin.person_id FROM kin) OR EXISTS (
      SELECT 1 FROM access_alertpatient p JOIN people_patient q ON q.id = p.patient_id
      WHERE p.alert_id = a.id AND (q.person_id IN (SELECT kin.person_id FROM kin)
        OR access_is_blocked(q.id, worker.id, worker.units, p_now)))))
$$;
CREATE FUNCTION access_alert_officers(p_owner uuid, p_day date) RETURNS TABLE (role_id uuid)
LANGUAGE sql STABLE AS $$
  SELECT r.id FROM people_practitionerrole r
  WHERE r.code = 'privacy-officer' AND p_owner = ANY (people_units_above(r.organization_id))
    AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)
$$;
CREATE FUNCTION access_alerts_withheld(p_owner uuid, p_role uuid, p_now timestamptz)
RETURNS TABLE (alert_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id FROM access_readingalert a
  WHERE a.legal_entity_id = p_owner AND access_alert_is_withheld(a.id, p_role, p_now)
$$;
CREATE FUNCTION access_alert_patients(
  p_alert uuid, p_owner uuid, p_role uuid, p_now timestamptz)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.patient_id FROM access_alertpatient p JOIN access_readingalert a ON a.id = p.alert_id
  WHERE a.id = p_alert AND a.legal_entity_id = p_owner
    AND NOT access_alert_is_withheld(a.id, p_role, p_now)
  ORDER BY p.score DESC, p.first_at, p.patient_id
$$;
CREATE FUNCTION access_alerts_of_nobody(p_owner uuid, p_now timestamptz, p_day date)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) FROM access_readingalert a
  WHERE a.legal_entity_id = p_owner AND a.state IN ('new', 'looked-into') AND NOT EXISTS (
    SELECT 1 FROM access_alert_officers(p_owner, p_day) o
    WHERE NOT access_alert_is_withheld(a.id, o.role_id, p_now))
$$;
"""

# Which patients alerts about these persons name already, until when and why. Ids only.
TOLD = """
CREATE FUNCTION access_alerts_told(p_persons uuid[], p_from timestamptz)
RETURNS TABLE (
  person_id uuid, legal_entity_id uuid, patient_id uuid, last_at timestamptz, rules text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.person_id, a.legal_entity_id, p.patient_id, p.last_at, p.rules::text[]
  FROM access_alertpatient p JOIN access_readingalert a ON a.id = p.alert_id
  WHERE a.person_id = ANY (p_persons) AND a.last_at >= p_from
$$;
"""

# How many patients one practitioner, in whatever role, has opened since then, besides this one.
OPENED = """
CREATE FUNCTION access_charts_opened(p_practitioner uuid, p_patient uuid, p_since timestamptz)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(DISTINCT a.patient_id) FROM access_statedattestation a
  WHERE a.role_id IN (
      SELECT r.id FROM people_practitionerrole r WHERE r.practitioner_id = p_practitioner)
    AND a.toa >= p_since AND a.patient_id <> p_patient
$$;
"""

_READS = (
    "access_reads(timestamptz, timestamptz)",
    "access_reading_band(timestamptz)",
    "access_readings(timestamptz, timestamptz)",
)
_TIES = (
    "access_reading_ties(timestamptz, timestamptz, int, interval)",
    "access_registered_kin(uuid)",
)
_WITHHELD = (
    "access_alerts_of_nobody(uuid, timestamptz, date)",
    "access_alert_patients(uuid, uuid, uuid, timestamptz)",
    "access_alerts_withheld(uuid, uuid, timestamptz)",
    "access_alert_officers(uuid, date)",
    "access_alert_is_withheld(uuid, uuid, timestamptz)",
)


def _gone(*functions: str) -> str:
    return "".join(f"DROP FUNCTION {each};" for each in functions)


class Migration(migrations.Migration):
    dependencies = [("access", "0012_grounds")]

    operations = [
        migrations.CreateModel(
            name="LookUpCount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("minute", models.DateTimeField()),
                ("times", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_id", "minute"), name="access_lookupcount_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("practitioner_id", models.UUIDField(null=True)),
                ("practitioner_name", models.CharField(max_length=400)),
                ("role_id", models.UUIDField(null=True)),
                ("role_code", models.CharField(blank=True, max_length=20)),
                ("unit_name", models.CharField(blank=True, max_length=300)),
                ("legal_entity_id", models.UUIDField()),
                (
                    "rules",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("score", models.PositiveIntegerField()),
                ("most_in_hour", models.PositiveIntegerField(default=0)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("raised_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("looked-into", "Being looked into"),
                            ("in-order", "In order"),
                            ("not-in-order", "Not in order"),
                        ],
                        default="new",
                        max_length=20,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["legal_entity_id", "state", "due_on"], name="access_alert_queue"
                    ),
                    models.Index(fields=["person_id", "last_at"], name="access_alert_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("in-order", "not-in-order")), _negated=True
                        ),
                        fields=("person_id", "legal_entity_id"),
                        name="access_alert_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("reads", models.PositiveIntegerField(default=0)),
                ("raised", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "-until_at"], name="access_readingcheck_newest")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingUsual",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("legal_entity_id", models.UUIDField()),
                ("unit_id", models.UUIDField(null=True)),
                ("role_code", models.CharField(max_length=20)),
                ("band", models.CharField(max_length=10)),
                ("persons", models.PositiveIntegerField()),
                ("hours", models.PositiveIntegerField()),
                ("charts", models.PositiveIntegerField()),
                ("unrelated", models.PositiveIntegerField()),
                ("unrelated_share", models.FloatField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("legal_entity_id", "unit_id", "role_code", "band"),
                        name="access_readingusual_key",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("looked-into", "Being looked into"),
                            ("in-order", "In order"),
                            ("not-in-order", "Not in order"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("author_id", models.UUIDField()),
                ("author_name", models.CharField(max_length=400)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="access.readingalert",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("alert", "version"), name="access_alertstep_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertPatient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "rules",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("score", models.PositiveIntegerField()),
                ("times", models.PositiveIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.readingalert",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("alert", "patient"), name="access_alertpatient_key"
                    )
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        PatientRows("access_alertpatient"),
        migrations.RunSQL(HOME, "DROP INDEX people_patient_home"),
        migrations.RunSQL(READS, _gone(*_READS)),
        migrations.RunSQL(USUAL, _gone("access_reading_usual(timestamptz, timestamptz)")),
        migrations.RunSQL(TIES, _gone(*_TIES)),
        migrations.RunSQL(WITHHELD, _gone(*_WITHHELD)),
        migrations.RunSQL(TOLD, _gone("access_alerts_told(uuid[], timestamptz)")),
        migrations.RunSQL(OPENED, _gone("access_charts_opened(uuid, uuid, timestamptz)")),
    ]
