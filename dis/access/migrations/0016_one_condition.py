"""The conditions of what is in force, each in one function; old alerts, and checks of the log.

The look-ups answer as before. Where a condition stands in one of them it is inlined: PostgreSQL
writes a function of one expression into the query, as long as it has no settings of its own.
"""

import uuid

from django.db import migrations, models

CONDITIONS = """
-- What was set at one time, and ended at another or not yet, is in force now.
CREATE OR REPLACE FUNCTION access_in_force(
  p_start timestamptz, p_end timestamptz, p_now timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT p_start <= p_now AND (p_end IS NULL OR p_end > p_now)
$$;
-- A care relation counts from the start of its first day in Norway, and ends at its own minute.
CREATE OR REPLACE FUNCTION access_relation_counts(
  p_start timestamptz, p_end timestamptz, p_now timestamptz, p_day date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (p_start IS NULL OR p_start < (p_day + 1)::timestamp AT TIME ZONE 'Europe/Oslo')
    AND (p_end IS NULL OR p_end > p_now)
$$;
CREATE OR REPLACE FUNCTION access_is_blocked(
  p_patient uuid, p_practitioner uuid, p_units uuid[], p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM access_block b
    WHERE b.patient_id = p_patient
      AND (b.practitioner_id = p_practitioner OR b.organization_id = ANY (p_units))
      AND access_in_force(b.start, b."end", p_now))
$$;
CREATE OR REPLACE FUNCTION access_is_restricted(p_patient uuid, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM access_restriction s
    WHERE s.patient_id = p_patient AND s.scope = 'record'
      AND access_in_force(s.start, s."end", p_now))
$$;
CREATE OR REPLACE FUNCTION access_is_shut(p_patient uuid, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM access_accessclosure c
    WHERE c.patient_id = p_patient AND access_in_force(c.start, c."end", p_now))
$$;
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
        AND access_relation_counts(c.start, c."end", p_now, p_day)),
    'is_blocked', access_is_blocked(p_patient, role.practitioner_id, units, p_now),
    'is_restricted', access_is_restricted(p_patient, p_now),
    'has_closed_parts', EXISTS (
      SELECT 1 FROM access_restriction s
      WHERE s.patient_id = p_patient AND s.scope <> 'record'
        AND access_in_force(s.start, s."end", p_now)),
    'is_reserved', EXISTS (
      SELECT 1 FROM access_reservation v
      WHERE v.patient_id = p_patient AND access_in_force(v.start, v."end", p_now)),
    'has_digital_consent', EXISTS (
      SELECT 1 FROM access_digitalconsent d
      WHERE d.patient_id = p_patient
        AND (d.practitioner_id = role.practitioner_id OR d.organization_id = ANY (units))
        AND access_in_force(d.start, least(d."end", d.until), p_now)),
    'attestation', (
      SELECT jsonb_build_object('id', a.id, 'basis', a.basis, 'toa', a.toa,
        'expires_at', a.expires_at, 'content', a.content)
      FROM access_statedattestation a
      WHERE a.id = p_attestation AND a.patient_id = p_patient
        AND a.person_id = p_person AND a.role_id = role.id));
END $$;
"""

CITIZEN_FACTS = """
CREATE OR REPLACE FUNCTION access_citizen_facts(
  p_patient uuid, p_person uuid, p_now timestamptz, p_day date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  patient people_patient%ROWTYPE;
  actor people_patient%ROWTYPE;
  home text;
  facts jsonb;
BEGIN
  SELECT * INTO patient FROM people_patient WHERE id = p_patient;
  SELECT * INTO actor FROM people_patient WHERE person_id = p_person;
  facts := jsonb_build_object(
    'is_parent', EXISTS (
      SELECT 1 FROM people_children_of_person(p_person, p_day) c WHERE c.patient_id = p_patient),
    'is_other_carer', EXISTS (
      SELECT 1 FROM people_relatedperson r
      WHERE r.patient_id = p_patient AND r.person_id = p_person AND NOT r.has_responsibility
        AND r.relationship IN ('PRN', 'FTH', 'MTH', 'NPRN', 'ADOPTP', 'ADOPTF', 'ADOPTM',
          'PRNFOST', 'FTHFOST', 'MTHFOST', 'STPPRN', 'STPFTH', 'STPMTH', 'GUARD')
        AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)),
    'actor_access_closed', access_is_shut(actor.id, p_now),
    'patient_access_closed', access_is_shut(p_patient, p_now),
    'actor_birth_date', actor.birth_date,
    'actor_is_registered', actor.id IS NOT NULL,
    'proxy_services', (
      SELECT coalesce(jsonb_agg(DISTINCT service ORDER BY service), '[]'::jsonb)
      FROM access_powerofattorney a CROSS JOIN unnest(a.services) AS service
      WHERE a.patient_id = p_patient AND a.holder_id = p_person
        AND access_in_force(a.start, least(a."end", a.until), p_now)
        -- A power of attorney ends with the life of its giver.
        AND patient.deceased_on IS NULL),
    'is_assigned_proxy', patient.deceased_on IS NULL AND EXISTS (
      SELECT 1 FROM access_assignedproxy a
      WHERE a.patient_id = p_patient AND a.holder_id = p_person
        AND access_in_force(a.start, least(a."end", a.until), p_now)),
    'has_youth_consent', EXISTS (
      SELECT 1 FROM access_youthconsent y
      WHERE y.patient_id = p_patient
        AND access_in_force(y.start, y."end", p_now)),
    'policy', (
      SELECT jsonb_build_object('version', version, 'rows', rows, 'options', options)
      FROM access_representationpolicy
      WHERE approved_at IS NOT NULL AND valid_from <= p_day
      ORDER BY valid_from DESC, version DESC LIMIT 1));
  IF facts ->> 'is_parent' = 'false' AND facts ->> 'is_assigned_proxy' = 'false'
    AND facts -> 'proxy_services' = '[]'::jsonb THEN
    RETURN facts;
  END IF;
  IF patient.address_confidentiality LIKE '%confidential'
    OR actor.address_confidentiality LIKE '%confidential' THEN
    RETURN facts;
  END IF;
  -- Where nothing is registered, nobody lives: the empty text is no address.
  home := nullif(lower(trim(patient.address_line) || '|' || trim(patient.postal_code)), '|');
  RETURN facts || jsonb_build_object(
    'patient_name', trim(patient.given || ' ' || patient.family),
    'actor_at_address', coalesce(
      lower(trim(actor.address_line) || '|' || trim(actor.postal_code)) = home, false),
    'parent_at_address', EXISTS (
      SELECT 1 FROM people_relatedperson r JOIN people_patient a ON a.person_id = r.person_id
      WHERE r.patient_id = p_patient AND r.has_responsibility
        AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)
        AND a.address_confidentiality NOT LIKE '%confidential'
        AND lower(trim(a.address_line) || '|' || trim(a.postal_code)) = home));
END $$;
"""

CLIENT_FACTS = """
CREATE OR REPLACE FUNCTION access_client_facts(p_patient uuid, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'has_blocks', EXISTS (
      SELECT 1 FROM access_block b WHERE b.patient_id = p_patient
        AND access_in_force(b.start, b."end", p_now)),
    'is_restricted', access_is_restricted(p_patient, p_now),
    'has_closed_parts', EXISTS (
      SELECT 1 FROM access_restriction s WHERE s.patient_id = p_patient AND s.scope <> 'record'
        AND access_in_force(s.start, s."end", p_now)),
    'is_reserved', EXISTS (
      SELECT 1 FROM access_reservation v
      WHERE v.patient_id = p_patient AND access_in_force(v.start, v."end", p_now)))
$$;
"""

PATIENTS_OF_UNIT = """
CREATE OR REPLACE FUNCTION access_patients_of_unit(p_role uuid, p_now timestamptz, p_day date)
RETURNS TABLE (
  patient_id uuid, family text, given text, birth_date date, is_blocked boolean, ground text,
  since timestamptz, until timestamptz, is_restricted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.family, p.given, p.birth_date,
    access_is_blocked(p.id, r.practitioner_id, u.above, p_now),
    c.ground, c.start, c."end",
    access_is_restricted(p.id, p_now) OR EXISTS (
      SELECT 1 FROM access_reservation v
      WHERE v.patient_id = p.id AND access_in_force(v.start, v."end", p_now))
  FROM people_practitionerrole r
  JOIN people_practitioner w ON w.id = r.practitioner_id
  CROSS JOIN LATERAL (SELECT people_units_above(r.organization_id) AS above OFFSET 0) u
  JOIN access_carerelationship c ON c.organization_id = r.organization_id
    AND (c.practitioner_id IS NULL OR c.practitioner_id = r.practitioner_id)
    AND access_relation_counts(c.start, c."end", p_now, p_day)
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
      WHERE v.patient_id = p.id AND access_in_force(v.start, v."end", p_now)),
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
      AND access_relation_counts(c.start, c."end", p_now, p_day)
    ORDER BY c.practitioner_id IS NULL, c."end" DESC NULLS FIRST, c.id LIMIT 1) c ON true
  WHERE r.id = p_role AND p.person_id IS DISTINCT FROM w.person_id
    AND (c.ground IS NOT NULL OR coalesce(o.is_open, false))
    AND NOT access_is_blocked(p.id, r.practitioner_id, u.above, p_now)
$$;
"""

REPRESENTED = """
CREATE OR REPLACE FUNCTION access_represented_by(p_person uuid, p_now timestamptz, p_day date)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.patient_id FROM people_children_of_person(p_person, p_day) c
  UNION
  SELECT a.patient_id FROM (
    SELECT p.patient_id, p.start, p."end", p.until FROM access_powerofattorney p
    WHERE p.holder_id = p_person
    UNION ALL
    SELECT x.patient_id, x.start, x."end", x.until FROM access_assignedproxy x
    WHERE x.holder_id = p_person) a
  WHERE access_in_force(a.start, least(a."end", a.until), p_now)
    -- Of whom the age is not known here, nobody knows whether he may act for others.
    AND EXISTS (
      SELECT 1 FROM people_patient h WHERE h.person_id = p_person AND h.birth_date IS NOT NULL)
$$;
"""

# Alerts of which nobody's record is named any more, with what was decided: the application may
# not delete that itself. Who is at work with one at that moment keeps it until the next day.
OLD_ALERTS = """
CREATE OR REPLACE FUNCTION access_delete_alerts(p_until timestamptz, p_most int) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone uuid[];
BEGIN
  SELECT array_agg(o.id) INTO gone FROM (
    SELECT a.id FROM access_readingalert a
    WHERE a.last_at < p_until
      AND NOT EXISTS (SELECT 1 FROM access_alertpatient p WHERE p.alert_id = a.id)
    ORDER BY a.id LIMIT least(p_most, 10000) FOR UPDATE SKIP LOCKED) o;
  DELETE FROM access_alertstep WHERE alert_id = ANY (gone);
  DELETE FROM access_readingalert WHERE id = ANY (gone);
  RETURN coalesce(cardinality(gone), 0);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0015_log_indexes"),)
    operations = (
        # On the way back the functions stay: they answer as the former ones did.
        *(
            migrations.RunSQL(each, migrations.RunSQL.noop)
            for each in (
                CONDITIONS,
                CITIZEN_FACTS,
                FACTS,
                CLIENT_FACTS,
                PATIENTS_OF_UNIT,
                OPENED_BY_ROLE,
                REPRESENTED,
                OLD_ALERTS,
            )
        ),
        migrations.CreateModel(
            name="LogCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("is_intact", models.BooleanField()),
                ("found", models.TextField()),
            ],
        ),
    )
