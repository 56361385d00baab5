"""The log in monthly partitions, row-level security, and the look-ups that the gate may do around it.

The functions run as the owner of the tables; docs/access.md lists them with what each may tell.
"""

from django.db import migrations

from common.rowsecurity import PatientRows

# The tables were made by 0001 from the models; here they become partitioned, with the same columns.
PARTITIONS = """
CREATE FUNCTION access_make_partitions(p_from date, p_months int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  log_table text;
  first_day date;
BEGIN
  FOREACH log_table IN ARRAY ARRAY['access_accessevent', 'access_accessitem'] LOOP
    FOR month IN 0 .. least(greatest(p_months, 0), 120) LOOP
      first_day := date_trunc('month', p_from + make_interval(months => month));
      BEGIN
        EXECUTE format(
          'CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
          log_table || to_char(first_day, '_YYYY_MM'), log_table,
          to_char(first_day, 'YYYY-MM-DD 00:00:00+00'),
          to_char(first_day + interval '1 month', 'YYYY-MM-DD 00:00:00+00'));
      EXCEPTION WHEN check_violation THEN
        -- Rows of that month are in the default partition already; there they stay.
        RAISE WARNING 'no partition made for % %', log_table, first_day;
      END;
    END LOOP;
  END LOOP;
END $$;
"""

PARTITIONED = """
ALTER TABLE {table} RENAME TO {table}_shape;
CREATE TABLE {table} (LIKE {table}_shape INCLUDING DEFAULTS) PARTITION BY RANGE (recorded_at);
DROP TABLE {table}_shape;
ALTER TABLE {table} ADD PRIMARY KEY (recorded_at, id);
CREATE TABLE {table}_other PARTITION OF {table} DEFAULT;
"""

INDEXES = """
CREATE INDEX access_event_patient ON access_accessevent (patient_id, recorded_at DESC);
CREATE INDEX access_event_person ON access_accessevent (person_id, recorded_at DESC);
CREATE INDEX access_item_patient ON access_accessitem (patient_id, recorded_at DESC);
CREATE INDEX access_item_event ON access_accessitem (event_id);
CREATE INDEX access_restriction_patient ON access_restriction (patient_id);
"""

FACTS = """
CREATE FUNCTION access_facts(
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
        AND (c.start IS NULL OR c.start <= p_now) AND (c."end" IS NULL OR c."end" > p_now)),
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

CREATE FUNCTION access_patients_of_unit(p_role uuid, p_now timestamptz)
RETURNS TABLE (
  patient_id uuid, family text, given text, is_blocked boolean, ground text, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT ON (p.id) p.id, p.family, p.given, EXISTS (
    SELECT 1 FROM access_block b
    WHERE b.patient_id = p.id AND b.practitioner_id = r.practitioner_id
      AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now)), c.ground, c."end"
  FROM people_practitionerrole r
  JOIN people_practitioner w ON w.id = r.practitioner_id
  JOIN access_carerelationship c ON c.organization_id = r.organization_id
    AND (c.practitioner_id IS NULL OR c.practitioner_id = r.practitioner_id)
    AND (c.start IS NULL OR c.start <= p_now) AND (c."end" IS NULL OR c."end" > p_now)
  JOIN people_patient p ON p.id = c.patient_id
  WHERE r.id = p_role AND p.person_id IS DISTINCT FROM w.person_id
  ORDER BY p.id, c."end" DESC NULLS FIRST, c.id
$$;
"""

OWNERS = """
CREATE FUNCTION access_patients_of_rows(p_table text, p_ids uuid[])
RETURNS TABLE (id uuid, patient_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM pg_policies WHERE tablename = p_table AND policyname = 'patient_rows'
  ) THEN
    RAISE EXCEPTION '% holds no rows of patients', p_table;
  END IF;
  RETURN QUERY EXECUTE format('SELECT t.id, t.patient_id FROM %I t WHERE t.id = ANY ($1)', p_table)
    USING p_ids;
END $$;
"""

GONE = """
DROP FUNCTION access_patients_of_unit(uuid, timestamptz);
DROP FUNCTION access_facts(uuid, uuid, uuid, uuid, timestamptz, date);
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0001_initial"), ("people", "0002_walls"))
    operations = (
        migrations.RunSQL(PARTITIONS, "DROP FUNCTION access_make_partitions(date, int)"),
        migrations.RunSQL(PARTITIONED.format(table="access_accessevent"), migrations.RunSQL.noop),
        migrations.RunSQL(PARTITIONED.format(table="access_accessitem"), migrations.RunSQL.noop),
        migrations.RunSQL(
            "SELECT access_make_partitions((now() - interval '1 month')::date, 13)",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        PatientRows("access_accessevent", insert_anywhere=True),
        PatientRows("access_accessitem", insert_anywhere=True),
        PatientRows("access_careresource"),
        PatientRows("access_carerelationship"),
        PatientRows("access_restriction"),
        PatientRows("access_block"),
        PatientRows("access_statedattestation"),
        PatientRows("access_formerversion"),
        PatientRows("access_patientkey"),
        PatientRows("access_blob"),
        migrations.RunSQL(FACTS, GONE),
        migrations.RunSQL(OWNERS, "DROP FUNCTION access_patients_of_rows(text, uuid[])"),
    )
