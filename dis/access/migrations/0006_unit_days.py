"""What a unit's lists tell: the hour of a visit, who was opened lately; care counts from its day.

A relation that begins later today is in force from the start of the day: visits are prepared.
"""

from django.db import migrations, models

from access.codes import Action

FACTS = """
CREATE OR REPLACE FUNCTION access_facts(
  p_patient uuid, p_person uuid, p_role uuid, p_attestation uuid, p_now timestamptz, p_day date
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  patient people_patient%ROWTYPE;
  actor people_patient%ROWTYPE;
  role people_practitionerrole%ROWTYPE;
  facts jsonb;
BEGIN
  SELECT * INTO patient FROM people_patient WHERE id = p_patient;
  SELECT * INTO actor FROM people_patient WHERE person_id = p_person;
  SELECT r.* INTO role FROM people_practitionerrole r
    JOIN people_practitioner p ON p.id = r.practitioner_id
    WHERE r.id = p_role AND p.person_id = p_person
      AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day);
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
    RETURN facts || jsonb_build_object('is_parent', EXISTS (
      SELECT 1 FROM people_children_of_person(p_person, p_day) c WHERE c.patient_id = p_patient));
  END IF;
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
    'is_blocked', EXISTS (
      SELECT 1 FROM access_block b
      WHERE b.patient_id = p_patient AND b.practitioner_id = role.practitioner_id
        AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now)),
    'is_restricted', EXISTS (
      SELECT 1 FROM access_restriction s
      WHERE s.patient_id = p_patient
        AND s.start <= p_now AND (s."end" IS NULL OR s."end" > p_now)),
    'attestation', (
      SELECT jsonb_build_object('id', a.id, 'basis', a.basis, 'toa', a.toa,
        'expires_at', a.expires_at, 'content', a.content)
      FROM access_statedattestation a
      WHERE a.id = p_attestation AND a.patient_id = p_patient
        AND a.person_id = p_person AND a.role_id = role.id));
END $$;
"""

PATIENTS_OF_UNIT = """
DROP FUNCTION access_patients_of_unit(uuid, timestamptz);
CREATE FUNCTION access_patients_of_unit(p_role uuid, p_now timestamptz, p_day date)
RETURNS TABLE (
  patient_id uuid, family text, given text, birth_date date, is_blocked boolean, ground text,
  since timestamptz, until timestamptz, is_restricted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.family, p.given, p.birth_date, EXISTS (
    SELECT 1 FROM access_block b
    WHERE b.patient_id = p.id AND b.practitioner_id = r.practitioner_id
      AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now)),
    c.ground, c.start, c."end", EXISTS (
    SELECT 1 FROM access_restriction s
    WHERE s.patient_id = p.id
      AND s.start <= p_now AND (s."end" IS NULL OR s."end" > p_now))
  FROM people_practitionerrole r
  JOIN people_practitioner w ON w.id = r.practitioner_id
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
CREATE FUNCTION access_opened_by_role(
  p_role uuid, p_attestation uuid, p_since timestamptz, p_now timestamptz, p_day date)
RETURNS TABLE (
  patient_id uuid, family text, given text, birth_date date, ground text, since timestamptz,
  until timestamptz, is_restricted boolean, opened_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.family, p.given, p.birth_date, coalesce(c.ground, ''), c.start, c."end",
    EXISTS (
    SELECT 1 FROM access_restriction s
    WHERE s.patient_id = p.id
      AND s.start <= p_now AND (s."end" IS NULL OR s."end" > p_now)), o.opened_at
  FROM people_practitionerrole r
  JOIN people_practitioner w ON w.id = r.practitioner_id
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
    AND NOT EXISTS (
      SELECT 1 FROM access_block b
      WHERE b.patient_id = p.id AND b.practitioner_id = r.practitioner_id
        AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now))
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0005_reconciliation"), ("people", "0002_walls"))
    # There is no way back to answers without these columns: the program asks for them.
    operations = (
        migrations.RunSQL(FACTS),
        migrations.RunSQL(PATIENTS_OF_UNIT),
        migrations.RunSQL(OPENED_BY_ROLE),
        migrations.AddIndex(
            "statedattestation",
            models.Index(fields=("role_id", "-toa"), name="access_attestation_role"),
        ),
        migrations.AlterField(
            "accessevent", "action", models.CharField(max_length=20, choices=Action)
        ),
    )
