"""What the patient decides, who acts for the patient, and the facts that follow from both."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from common.rowsecurity import PatientRows

BLOCKED = """
CREATE FUNCTION access_is_blocked(
  p_patient uuid, p_practitioner uuid, p_units uuid[], p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM access_block b
    WHERE b.patient_id = p_patient
      AND (b.practitioner_id = p_practitioner OR b.organization_id = ANY (p_units))
      AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now))
$$;
CREATE FUNCTION access_is_restricted(p_patient uuid, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM access_restriction s
    WHERE s.patient_id = p_patient AND s.scope = 'record'
      AND s.start <= p_now AND (s."end" IS NULL OR s."end" > p_now))
$$;
"""

CITIZEN_FACTS = """
CREATE FUNCTION access_citizen_facts(
  p_patient uuid, p_person uuid, p_now timestamptz, p_day date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  home text;
  facts jsonb;
BEGIN
  -- Where nothing is registered, nobody lives: the empty text is no address.
  SELECT nullif(lower(trim(address_line) || '|' || trim(postal_code)), '|') INTO home
    FROM people_patient
    WHERE id = p_patient AND address_confidentiality NOT LIKE '%confidential';
  facts := jsonb_build_object(
    'is_parent', EXISTS (
      SELECT 1 FROM people_children_of_person(p_person, p_day) c WHERE c.patient_id = p_patient),
    'actor_access_closed', EXISTS (
      SELECT 1 FROM access_accessclosure c JOIN people_patient a ON a.id = c.patient_id
      WHERE a.person_id = p_person
        AND c.start <= p_now AND (c."end" IS NULL OR c."end" > p_now)),
    'actor_birth_date', (SELECT birth_date FROM people_patient WHERE person_id = p_person),
    'proxy_services', (
      SELECT coalesce(jsonb_agg(DISTINCT service), '[]'::jsonb)
      FROM access_powerofattorney a CROSS JOIN unnest(a.services) AS service
      WHERE a.patient_id = p_patient AND a.holder_id = p_person AND a.start <= p_now
        AND (a."end" IS NULL OR a."end" > p_now) AND (a.until IS NULL OR a.until > p_now)),
    'is_assigned_proxy', EXISTS (
      SELECT 1 FROM access_assignedproxy a
      WHERE a.patient_id = p_patient AND a.holder_id = p_person AND a.start <= p_now
        AND (a."end" IS NULL OR a."end" > p_now) AND (a.until IS NULL OR a.until > p_now)),
    'has_youth_consent', EXISTS (
      SELECT 1 FROM access_youthconsent y
      WHERE y.patient_id = p_patient
        AND y.start <= p_now AND (y."end" IS NULL OR y."end" > p_now)),
    'policy', (
      SELECT jsonb_build_object('version', version, 'rows', rows, 'options', options)
      FROM access_representationpolicy
      WHERE approved_at IS NOT NULL AND valid_from <= p_day
      ORDER BY valid_from DESC, version DESC LIMIT 1));
  IF facts -> 'is_parent' = 'false'::jsonb THEN
    RETURN facts;
  END IF;
  RETURN facts || jsonb_build_object(
    'actor_at_address', EXISTS (
      SELECT 1 FROM people_patient a
      WHERE a.person_id = p_person
        AND nullif(lower(trim(a.address_line) || '|' || trim(a.postal_code)), '|') = home),
    'parent_at_address', EXISTS (
      SELECT 1 FROM people_relatedperson r JOIN people_patient a ON a.person_id = r.person_id
      WHERE r.patient_id = p_patient AND r.has_responsibility
        AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)
        AND nullif(lower(trim(a.address_line) || '|' || trim(a.postal_code)), '|') = home));
END $$;
"""

FACTS = """
CREATE OR REPLACE FUNCTION access_facts(
  p_patient uuid, p_person uuid, p_role uuid, p_attestation uuid, p_now timestamptz, p_day date
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  patient people_patient%ROWTYPE;
  actor people_patient%ROWTYPE;
  role people_practitionerrole%ROWTYPE;
  units uuid[];
  facts jsonb;
BEGIN
  SELECT * INTO patient FROM people_patient WHERE id = p_patient;
  SELECT * INTO actor FROM people_patient WHERE person_id = p_person;
  SELECT r.* INTO role FROM people_practitionerrole r
    JOIN people_practitioner p ON p.id = r.practitioner_id
    WHERE r.id = p_role AND p.person_id = p_person
      AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)
      AND (p.authorisation_withdrawn_at IS NULL OR p.authorisation_withdrawn_at > p_now
        OR r.code IN ('administrator', 'privacy-officer', 'helpline'));
  facts := jsonb_build_object(
    'patient_exists', patient.id IS NOT NULL,
    'birth_date', patient.birth_date,
    'has_confidential_address',
      coalesce(patient.address_confidentiality LIKE '%confidential', false),
    'is_self', coalesce(patient.person_id = p_person, false),
    'actor_name', coalesce(trim(actor.given || ' ' || actor.family), (
      SELECT trim(p.given || ' ' || p.family) FROM people_relatedperson p
      WHERE p.person_id = p_person ORDER BY p.id LIMIT 1), ''),
    'actor_has_confidential_address',
      coalesce(actor.address_confidentiality LIKE '%confidential', false),
    'role_is_current', role.id IS NOT NULL,
    'is_parent', false, 'relations', '[]'::jsonb, 'is_blocked', false,
    'is_restricted', false, 'attestation', NULL);
  IF role.id IS NULL THEN
    RETURN facts || access_citizen_facts(p_patient, p_person, p_now, p_day);
  END IF;
  units := people_units_above(role.organization_id);
  RETURN facts || jsonb_build_object(
    'relations', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('ground', c.ground, 'end', c."end")
        ORDER BY c.practitioner_id IS NULL, c."end" DESC NULLS FIRST, c.id), '[]'::jsonb)
      FROM access_carerelationship c
      WHERE c.patient_id = p_patient
        AND (c.practitioner_id = role.practitioner_id
          OR (c.practitioner_id IS NULL AND c.organization_id = role.organization_id))
        AND (c.start IS NULL OR c.start < (p_day + 1)::timestamp AT TIME ZONE 'Europe/Oslo')
        AND (c."end" IS NULL OR c."end" > p_now)),
    'is_blocked', access_is_blocked(p_patient, role.practitioner_id, units, p_now),
    'is_restricted', access_is_restricted(p_patient, p_now),
    'has_closed_parts', EXISTS (
      SELECT 1 FROM access_restriction s
      WHERE s.patient_id = p_patient AND s.scope <> 'record'
        AND s.start <= p_now AND (s."end" IS NULL OR s."end" > p_now)),
    'is_reserved', EXISTS (
      SELECT 1 FROM access_reservation v
      WHERE v.patient_id = p_patient
        AND v.start <= p_now AND (v."end" IS NULL OR v."end" > p_now)),
    'has_digital_consent', EXISTS (
      SELECT 1 FROM access_digitalconsent d
      WHERE d.patient_id = p_patient
        AND (d.practitioner_id = role.practitioner_id OR d.organization_id = ANY (units))
        AND d.start <= p_now AND d.until > p_now AND (d."end" IS NULL OR d."end" > p_now)),
    'attestation', (
      SELECT jsonb_build_object('id', a.id, 'basis', a.basis, 'toa', a.toa,
        'expires_at', a.expires_at, 'content', a.content)
      FROM access_statedattestation a
      WHERE a.id = p_attestation AND a.patient_id = p_patient
        AND a.person_id = p_person AND a.role_id = role.id));
END $$;
"""

PATIENTS_OF_UNIT = """
CREATE OR REPLACE FUNCTION access_patients_of_unit(p_role uuid, p_now timestamptz, p_day date)
RETURNS TABLE (
  patient_id uuid, family text, given text, birth_date date, is_blocked boolean, ground text,
  since timestamptz, until timestamptz, is_restricted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.family, p.given, p.birth_date,
    access_is_blocked(p.id, r.practitioner_id, u.above, p_now),
    c.ground, c.start, c."end", access_is_restricted(p.id, p_now) OR EXISTS (
    SELECT 1 FROM access_reservation v
    WHERE v.patient_id = p.id AND v.start <= p_now AND (v."end" IS NULL OR v."end" > p_now))
  FROM people_practitionerrole r
  JOIN people_practitioner w ON w.id = r.practitioner_id
  CROSS JOIN LATERAL (SELECT people_units_above(r.organization_id) AS above OFFSET 0) u
  JOIN access_carerelationship c ON c.organization_id = r.organization_id
    AND (c.practitioner_id IS NULL OR c.practitioner_id = r.practitioner_id)
    AND (c.start IS NULL OR c.start < (p_day + 1)::timestamp AT TIME ZONE 'Europe/Oslo')
        AND (c."end" IS NULL OR c."end" > p_now)
  JOIN people_patient p ON p.id = c.patient_id
  WHERE r.id = p_role AND p.person_id IS DISTINCT FROM w.person_id
  ORDER BY p.id, c."end" DESC NULLS FIRST, c.id
$$;
"""

OPENED_BY_ROLE = """
CREATE OR REPLACE FUNCTION access_opened_by_role(
  p_role uuid, p_attestation uuid, p_since timestamptz, p_now timestamptz, p_day date)
RETURNS TABLE (
  patient_id uuid, family text, given text, birth_date date, ground text, since timestamptz,
  until timestamptz, is_restricted boolean, opened_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.family, p.given, p.birth_date, coalesce(c.ground, ''), c.start, c."end",
    access_is_restricted(p.id, p_now) OR EXISTS (
    SELECT 1 FROM access_reservation v
    WHERE v.patient_id = p.id AND v.start <= p_now AND (v."end" IS NULL OR v."end" > p_now)),
    o.opened_at
  FROM people_practitionerrole r
  JOIN people_practitioner w ON w.id = r.practitioner_id
  CROSS JOIN LATERAL (SELECT people_units_above(r.organization_id) AS above OFFSET 0) u
  CROSS JOIN LATERAL (
    SELECT a.patient_id, max(a.toa) AS opened_at,
      bool_or(a.id = p_attestation AND a.expires_at > p_now) AS is_open
    FROM access_statedattestation a
    WHERE a.role_id = r.id AND a.person_id = w.person_id AND a.toa >= p_since
    GROUP BY a.patient_id) o
  JOIN people_patient p ON p.id = o.patient_id
  LEFT JOIN LATERAL (
    SELECT c.ground, c.start, c."end" FROM access_carerelationship c
    WHERE c.patient_id = p.id
      AND (c.practitioner_id = r.practitioner_id
        OR (c.practitioner_id IS NULL AND c.organization_id = r.organization_id))
      AND (c.start IS NULL OR c.start < (p_day + 1)::timestamp AT TIME ZONE 'Europe/Oslo')
        AND (c."end" IS NULL OR c."end" > p_now)
    ORDER BY c.practitioner_id IS NULL, c."end" DESC NULLS FIRST, c.id LIMIT 1) c ON true
  WHERE r.id = p_role AND p.person_id IS DISTINCT FROM w.person_id
    AND (c.ground IS NOT NULL OR coalesce(o.is_open, false))
    AND NOT access_is_blocked(p.id, r.practitioner_id, u.above, p_now)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_patients_read_once"),
        ("people", "0003_trust"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessClosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(null=True)),
                ("set_by_id", models.UUIDField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "set_as",
                    models.CharField(
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                ("ended_by_id", models.UUIDField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AssignedProxy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(null=True)),
                ("set_by_id", models.UUIDField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "set_as",
                    models.CharField(
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                ("ended_by_id", models.UUIDField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        max_length=20,
                    ),
                ),
                ("holder_name", models.CharField(max_length=400)),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DigitalConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(null=True)),
                ("set_by_id", models.UUIDField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "set_as",
                    models.CharField(
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                ("ended_by_id", models.UUIDField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        max_length=20,
                    ),
                ),
                ("until", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PowerOfAttorney",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(null=True)),
                ("set_by_id", models.UUIDField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "set_as",
                    models.CharField(
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                ("ended_by_id", models.UUIDField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        max_length=20,
                    ),
                ),
                ("holder_name", models.CharField(max_length=400)),
                (
                    "services",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RepresentationPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(unique=True)),
                ("valid_from", models.DateField()),
                ("rows", models.JSONField()),
                ("options", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("proposed_by_id", models.UUIDField(null=True)),
                ("proposed_by_name", models.CharField(blank=True, max_length=400)),
                ("proposed_at", models.DateTimeField()),
                ("approved_by_id", models.UUIDField(null=True)),
                ("approved_by_name", models.CharField(blank=True, max_length=400)),
                ("approved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(null=True)),
                ("set_by_id", models.UUIDField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "set_as",
                    models.CharField(
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                ("ended_by_id", models.UUIDField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        max_length=20,
                    ),
                ),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="YouthConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(null=True)),
                ("set_by_id", models.UUIDField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "set_as",
                    models.CharField(
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                ("ended_by_id", models.UUIDField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="accessitem",
            name="controller",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="block",
            name="ended_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("self", "The patient"),
                    ("parent", "A parent"),
                    ("proxy", "Somebody who acts for the patient"),
                    ("helpline", "The helpline, on the patient's request"),
                    ("record-system", "The record system of the place of treatment"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="ended_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="block",
            name="ended_by_name",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="block",
            name="organization",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organization",
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="set_as",
            field=models.CharField(
                choices=[
                    ("self", "The patient"),
                    ("parent", "A parent"),
                    ("proxy", "Somebody who acts for the patient"),
                    ("helpline", "The helpline, on the patient's request"),
                    ("record-system", "The record system of the place of treatment"),
                ],
                default="self",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="set_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="block",
            name="set_by_name",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="restriction",
            name="category",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="restriction",
            name="document_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="restriction",
            name="ended_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("self", "The patient"),
                    ("parent", "A parent"),
                    ("proxy", "Somebody who acts for the patient"),
                    ("helpline", "The helpline, on the patient's request"),
                    ("record-system", "The record system of the place of treatment"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="ended_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="restriction",
            name="ended_by_name",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="restriction",
            name="scope",
            field=models.CharField(
                choices=[
                    ("record", "The whole record"),
                    ("category", "One kind of document"),
                    ("document", "One document"),
                ],
                default="record",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="set_as",
            field=models.CharField(
                choices=[
                    ("self", "The patient"),
                    ("parent", "A parent"),
                    ("proxy", "Somebody who acts for the patient"),
                    ("helpline", "The helpline, on the patient's request"),
                    ("record-system", "The record system of the place of treatment"),
                ],
                default="self",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="set_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="restriction",
            name="set_by_name",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AlterField(
            model_name="block",
            name="practitioner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.practitioner",
            ),
        ),
        migrations.AlterField(
            model_name="statedattestation",
            name="basis",
            field=models.CharField(
                choices=[
                    ("relation", "Care relation"),
                    ("declared", "Opened without a registered care relation"),
                    ("consent", "With your consent"),
                    ("incapable", "You could not consent"),
                    ("emergency", "Emergency"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organization__isnull", False), ("practitioner__isnull", True)),
                    models.Q(("organization__isnull", True), ("practitioner__isnull", False)),
                    _connector="OR",
                ),
                name="access_block_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("category", ""), ("document_id", None), ("scope", "record")),
                    models.Q(
                        ("document_id", None),
                        ("scope", "category"),
                        models.Q(("category", ""), _negated=True),
                    ),
                    models.Q(
                        ("category", ""), ("document_id__isnull", False), ("scope", "document")
                    ),
                    _connector="OR",
                ),
                name="access_restriction_scope",
            ),
        ),
        migrations.AddField(
            model_name="accessclosure",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddField(
            model_name="assignedproxy",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="assignedproxy",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddField(
            model_name="digitalconsent",
            name="organization",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organization",
            ),
        ),
        migrations.AddField(
            model_name="digitalconsent",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddField(
            model_name="digitalconsent",
            name="practitioner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.practitioner",
            ),
        ),
        migrations.AddField(
            model_name="powerofattorney",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="powerofattorney",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddIndex(
            model_name="representationpolicy",
            index=models.Index(fields=["-valid_from", "-version"], name="access_policy_newest"),
        ),
        migrations.AddField(
            model_name="reservation",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddField(
            model_name="youthconsent",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddConstraint(
            model_name="digitalconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organization__isnull", False), ("practitioner__isnull", True)),
                    models.Q(("organization__isnull", True), ("practitioner__isnull", False)),
                    _connector="OR",
                ),
                name="access_consent_whom",
            ),
        ),
        PatientRows("access_reservation"),
        PatientRows("access_accessclosure"),
        PatientRows("access_digitalconsent"),
        PatientRows("access_powerofattorney"),
        PatientRows("access_assignedproxy"),
        PatientRows("access_youthconsent"),
        # There is no way back to answers without these facts: the program asks for them.
        migrations.RunSQL(BLOCKED),
        migrations.RunSQL(CITIZEN_FACTS),
        migrations.RunSQL(FACTS),
        migrations.RunSQL(PATIENTS_OF_UNIT),
        migrations.RunSQL(OPENED_BY_ROLE),
    ]
