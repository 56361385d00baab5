"""What the data controller has to do with what is kept: keys, retention, copies and erasing.

The functions run as the owner of the tables; docs/access.md lists them with what each may tell.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from common.rowsecurity import PatientRows

# Which key a sealed value names stands in its first four bytes (common.crypto).
KEYS = """
CREATE FUNCTION access_sealed_with()
RETURNS TABLE (sealed_in text, key_id bytea, row_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'people_person', substring(national_id FROM 1 FOR 4), count(*)
  FROM people_person WHERE national_id IS NOT NULL GROUP BY 2
  UNION ALL
  SELECT 'people_signinsession', substring(id_token FROM 1 FOR 4), count(*)
  FROM people_signinsession WHERE id_token IS NOT NULL GROUP BY 2
  UNION ALL
  SELECT 'access_patientkey', substring(sealed FROM 1 FOR 4), count(*)
  FROM access_patientkey GROUP BY 2
$$;

CREATE FUNCTION access_patients_with_keys(p_besides bytea, p_after uuid, p_most int)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.patient_id FROM access_patientkey k
  WHERE k.patient_id > p_after
    AND (p_besides IS NULL OR substring(k.sealed FROM 1 FOR 4) <> p_besides)
  ORDER BY k.patient_id LIMIT least(p_most, 1000)
$$;
"""

NO_KEYS = """
DROP FUNCTION access_patients_with_keys(bytea, uuid, int);
DROP FUNCTION access_sealed_with();
"""

KEPT = """
CREATE FUNCTION access_files_named(p_names text[]) RETURNS TABLE (name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT b.name FROM access_blob b WHERE b.name = ANY (p_names)
$$;

CREATE FUNCTION access_patients_with_expired(
  p_table text, p_column text, p_until timestamptz, p_most int
) RETURNS TABLE (patient_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM pg_policies p JOIN information_schema.columns c
      ON c.table_schema = p.schemaname AND c.table_name = p.tablename
    WHERE p.tablename = p_table AND p.policyname = 'patient_rows'
      AND c.column_name = p_column AND c.data_type = 'timestamp with time zone'
  ) THEN
    RAISE EXCEPTION '%.% is no time of patients', p_table, p_column;
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT DISTINCT t.patient_id FROM (SELECT patient_id FROM %I WHERE %I < $1 LIMIT $2) t',
    p_table, p_column) USING p_until, least(p_most, 10000);
END $$;

-- Rows that the application itself may not delete. Row security holds here too: it deletes those
-- of the patients of the Grant, and raises without one.
CREATE FUNCTION access_delete_kept(p_table text, p_until timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  deleted bigint;
BEGIN
  PERFORM current_setting('dis.patients')::uuid[];
  IF p_table = 'access_formerversion' THEN
    DELETE FROM access_formerversion WHERE replaced_at < p_until;
  ELSIF p_table = 'access_statedattestation' THEN
    -- The reviews of openings, which a later migration adds, go with what they are about.
    IF to_regclass('access_accessreview') IS NOT NULL THEN
      EXECUTE 'DELETE FROM access_accessreviewstep WHERE review_id IN (
        SELECT r.id FROM access_accessreview r JOIN access_statedattestation a
          ON a.id = r.attestation_id WHERE a.expires_at < $1)' USING p_until;
      EXECUTE 'DELETE FROM access_accessreview WHERE attestation_id IN (
        SELECT id FROM access_statedattestation WHERE expires_at < $1)' USING p_until;
    END IF;
    DELETE FROM access_statedattestation WHERE expires_at < p_until;
  ELSE
    RAISE EXCEPTION '% is not deleted from', p_table;
  END IF;
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END $$;

CREATE INDEX access_formerversion_age ON access_formerversion (replaced_at);
CREATE INDEX access_statedattestation_age ON access_statedattestation (expires_at);
CREATE INDEX access_blob_name ON access_blob (name);
"""

NOT_KEPT = """
DROP INDEX access_blob_name;
DROP INDEX access_statedattestation_age;
DROP INDEX access_formerversion_age;
DROP FUNCTION access_delete_kept(text, timestamptz);
DROP FUNCTION access_patients_with_expired(text, text, timestamptz, int);
DROP FUNCTION access_files_named(text[]);
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0009_sealing"), ("signin", "0002_names"))
    operations = (
        migrations.CreateModel(
            name="DutyRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("position", models.UUIDField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("faults", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "-started_at"], name="access_dutyrun_newest")
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantedCopy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("task_id", models.UUIDField(unique=True)),
                ("requester_id", models.UUIDField()),
                ("granted_at", models.DateTimeField()),
                ("granted_by_id", models.UUIDField()),
                ("granted_by_name", models.CharField(max_length=400)),
                ("until", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=(("ungated", models.Manager()),),
        ),
        PatientRows("access_grantedcopy"),
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(KEPT, NOT_KEPT),
    )
