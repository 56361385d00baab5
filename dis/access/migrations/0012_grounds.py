"""Review of openings that rest on no care relation, and the look-ups of those who review."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from common.rowsecurity import PatientRows

BASES = [
    ("relation", "Care relation"),
    ("declared", "Opened without a registered care relation"),
    ("consent", "With your consent"),
    ("incapable", "You could not consent"),
    ("emergency", "Emergency"),
]
STATUSES = [
    ("open", "Not reviewed"),
    ("asked", "Waits for an answer from the leader"),
    ("in-order", "In order"),
    ("not-in-order", "Not in order"),
]

LOOKUPS = """
-- Who is too near to judge: the person, whoever is registered as next of kin of one of the two, and
-- whoever shares such a person with him, as a parent or a child. Former ties count too.
CREATE FUNCTION access_kin(p_person uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  WITH ties AS NOT MATERIALIZED (
    SELECT p.person_id AS one, r.person_id AS other
    FROM people_relatedperson r JOIN people_patient p ON p.id = r.patient_id
    WHERE r.person_id IS NOT NULL AND p.person_id IS NOT NULL
  ), near AS (
    SELECT other AS person_id FROM ties WHERE one = p_person
    UNION SELECT one FROM ties WHERE other = p_person
  )
  SELECT p_person UNION SELECT person_id FROM near
  UNION SELECT t.other FROM ties t JOIN near ON near.person_id = t.one
  UNION SELECT t.one FROM ties t JOIN near ON near.person_id = t.other
$$;

-- The reviews of an owner; withheld are those that somebody else than this role must decide.
CREATE FUNCTION access_review_queue(p_owner uuid, p_role uuid, p_now timestamptz)
RETURNS TABLE (
  review_id uuid, patient_id uuid, status text, due_on date, decided_at timestamptz,
  is_withheld boolean)
LANGUAGE sql STABLE AS $$
  WITH worker AS MATERIALIZED (
    SELECT w.id, w.person_id, people_units_above(r.organization_id) AS units
    FROM people_practitionerrole r
    JOIN people_practitioner w ON w.id = r.practitioner_id WHERE r.id = p_role
  ), kin AS MATERIALIZED (
    SELECT k.person_id FROM worker, access_kin(worker.person_id) k (person_id)
  )
  SELECT v.id, v.patient_id, v.status, v.due_on, v.decided_at,
    v.person_id IN (SELECT kin.person_id FROM kin)
    OR coalesce(p.person_id IN (SELECT kin.person_id FROM kin), false)
    OR access_is_blocked(v.patient_id, worker.id, worker.units, p_now)
  FROM worker, access_accessreview v
  JOIN people_patient p ON p.id = v.patient_id
  WHERE v.owner_id = p_owner
$$;

CREATE FUNCTION access_review_patients(
  p_owner uuid, p_role uuid, p_statuses text[], p_since timestamptz, p_review uuid,
  p_now timestamptz
) RETURNS TABLE (review_id uuid, patient_id uuid, is_withheld boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT q.review_id, q.patient_id, q.is_withheld
  FROM access_review_queue(p_owner, p_role, p_now) q
  WHERE q.status = ANY (p_statuses)
    AND (p_since IS NULL OR q.decided_at >= p_since)
    AND (p_review IS NULL OR q.review_id = p_review)
$$;

CREATE FUNCTION access_review_counts(
  p_owner uuid, p_role uuid, p_statuses text[], p_now timestamptz, p_day date
) RETURNS TABLE (open_count bigint, overdue_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*), count(*) FILTER (WHERE q.due_on < p_day)
  FROM access_review_queue(p_owner, p_role, p_now) q
  WHERE q.status = ANY (p_statuses) AND NOT q.is_withheld
$$;

CREATE FUNCTION access_reviews_unattended(p_statuses text[], p_now timestamptz, p_day date)
RETURNS TABLE (owner_name text, amount bigint, first_due_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH officers AS MATERIALIZED (
    SELECT r.id, people_units_above(r.organization_id) AS units
    FROM people_practitionerrole r
    WHERE r.code = 'privacy-officer'
      AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)
  ), owners AS MATERIALIZED (
    SELECT DISTINCT owner_id FROM access_accessreview WHERE status = ANY (p_statuses)
  ), attended AS MATERIALIZED (
    SELECT DISTINCT q.review_id
    FROM owners JOIN officers ON owners.owner_id = ANY (officers.units)
    CROSS JOIN LATERAL access_review_queue(owners.owner_id, officers.id, p_now) q
    WHERE q.status = ANY (p_statuses) AND NOT q.is_withheld
  )
  SELECT min(v.owner_name), count(*), min(v.due_on)
  FROM access_accessreview v
  WHERE v.status = ANY (p_statuses)
    AND NOT EXISTS (SELECT 1 FROM attended a WHERE a.review_id = v.id)
  GROUP BY v.owner_id ORDER BY min(v.due_on), min(v.owner_name)
$$;
"""
GONE = """
DROP FUNCTION access_reviews_unattended(text[], timestamptz, date);
DROP FUNCTION access_review_counts(uuid, uuid, text[], timestamptz, date);
DROP FUNCTION access_review_patients(uuid, uuid, text[], timestamptz, uuid, timestamptz);
DROP FUNCTION access_review_queue(uuid, uuid, timestamptz);
DROP FUNCTION access_kin(uuid);
"""
UNGATED = {"abstract": False, "base_manager_name": "ungated", "default_manager_name": "ungated"}


def own_id() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def pointer(to: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = (("access", "0011_settings"),)
    operations = (
        migrations.CreateModel(
            name="AccessReview",
            fields=[
                ("id", own_id()),
                ("patient", pointer("people.patient")),
                (
                    "attestation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.statedattestation",
                    ),
                ),
                ("owner_id", models.UUIDField()),
                ("owner_name", models.CharField(max_length=300)),
                ("person_id", models.UUIDField()),
                ("actor_name", models.CharField(max_length=400)),
                ("role_code", models.CharField(max_length=20)),
                ("workplace", models.CharField(max_length=700)),
                ("basis", models.CharField(choices=BASES, max_length=20)),
                ("opened_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                (
                    "status",
                    models.CharField(choices=STATUSES, default="open", max_length=20),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options=UNGATED,
            managers=[("ungated", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="AccessReviewStep",
            fields=[
                ("id", own_id()),
                ("patient", pointer("people.patient")),
                ("review", pointer("access.accessreview")),
                ("version", models.PositiveIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("status", models.CharField(choices=STATUSES, max_length=20)),
                ("words", models.CharField(blank=True, max_length=2000)),
                ("author_id", models.UUIDField()),
                ("author_name", models.CharField(max_length=400)),
            ],
            options=UNGATED,
            managers=[("ungated", django.db.models.manager.Manager())],
        ),
        migrations.AddIndex(
            model_name="accessreview",
            index=models.Index(fields=["owner_id", "status", "due_on"], name="access_review_queue"),
        ),
        migrations.AddIndex(
            model_name="accessreview",
            index=models.Index(fields=["patient", "-opened_at"], name="access_review_patient"),
        ),
        migrations.AddConstraint(
            model_name="accessreviewstep",
            constraint=models.UniqueConstraint(
                fields=("review", "version"), name="access_reviewstep_key"
            ),
        ),
        PatientRows("access_accessreview"),
        PatientRows("access_accessreviewstep"),
        migrations.RunSQL(LOOKUPS, GONE),
    )
