"""The seals of the log: in which transaction a row was written, and what seals and retention need.

The functions give fingerprints of rows and never a value; docs/access.md lists them.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# The default is the same for all rows that are there already: they belong to the first seal. The
# table is not written anew. xid8 has no BRIN; equal values share an entry of the B-tree.
COMMITTED_IN = """
ALTER TABLE {table} ADD COLUMN committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX {index} ON {table} (committed_in);
"""

COLUMNS = """
CREATE FUNCTION access_seal_columns(p_log text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
  WHERE p_log IN ('access_accessevent', 'access_accessitem') AND a.attrelid = p_log::regclass
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'committed_in'
$$;
"""

# Rows that are visible in one snapshot and not in the one before it, by month: sixteen bytes of
# the id and the SHA-256 of the row's text, in the order of ids, p_most in each piece.
LEAVES = """
CREATE FUNCTION access_seal_leaves(
  p_log text, p_columns text[], p_after pg_snapshot, p_until pg_snapshot, p_most int)
RETURNS TABLE (month date, piece int, oldest timestamptz, leaves bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex'
SET extra_float_digits = 1 SET intervalstyle = 'iso_8601' SET jit = off SET work_mem = '64MB' AS $$
DECLARE
  sealed text;
BEGIN
  IF p_log NOT IN ('access_accessevent', 'access_accessitem') THEN
    RAISE EXCEPTION '% is no table of the log', p_log;
  END IF;
  SELECT string_agg(format('t.%I', c.name), ', ' ORDER BY c.place) INTO sealed
    FROM unnest(p_columns) WITH ORDINALITY c (name, place);
  RETURN QUERY EXECUTE format(
    'SELECT r.month, r.piece, min(r.recorded_at), string_agg(r.leaf, ''''::bytea ORDER BY r.leaf)
     FROM (SELECT l.*, ((row_number() OVER (PARTITION BY l.month ORDER BY l.leaf) - 1) / $3)::int
             AS piece
       FROM (SELECT date_trunc(''month'', t.recorded_at)::date AS month, t.recorded_at,
               uuid_send(t.id) || pg_catalog.sha256(convert_to(ROW(%s)::text, ''UTF8'')) AS leaf
         FROM %I t
         WHERE t.committed_in >= pg_snapshot_xmin($1) AND t.committed_in < pg_snapshot_xmax($2)
           AND pg_visible_in_snapshot(t.committed_in, $2)
           AND NOT pg_visible_in_snapshot(t.committed_in, $1)) l) r
     GROUP BY r.month, r.piece ORDER BY r.month, r.piece', sealed, p_log)
    USING p_after, p_until, p_most;
END $$;
"""

# Only a month that a seal lets go, and that is three years old: the least that patients may see.
ERASE = """
CREATE FUNCTION access_erase_sealed_month(p_month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  log_table text;
  until date := p_month + interval '1 month';
BEGIN
  IF p_month <> date_trunc('month', p_month) OR until > now() - interval '3 years' THEN
    RAISE EXCEPTION '% is no month of the log that may be erased', p_month;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM access_seal s WHERE p_month = ANY (s.erased)) THEN
    RETURN false;
  END IF;
  FOREACH log_table IN ARRAY ARRAY['access_accessevent', 'access_accessitem'] LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I', log_table || to_char(p_month, '_YYYY_MM'));
    EXECUTE format('DELETE FROM %I WHERE recorded_at >= $1 AND recorded_at < $2',
      log_table || '_other') USING p_month::timestamptz, until::timestamptz;
  END LOOP;
  RETURN true;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0008_trust"),)
    # There is no way back: seals would cover rows that nobody could tell the time of any more.
    operations = (
        migrations.RunSQL(
            COMMITTED_IN.format(table="access_accessevent", index="access_event_committed")
        ),
        migrations.RunSQL(
            COMMITTED_IN.format(table="access_accessitem", index="access_item_committed")
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
                ("statement", models.TextField()),
                ("hash", models.BinaryField(max_length=32)),
                ("signature", models.BinaryField(max_length=64)),
                (
                    "erased",
                    ArrayField(base_field=models.DateField(), default=list, size=None),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealPiece",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "seal",
                        "log",
                        "month",
                        "piece",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("seal", models.BigIntegerField()),
                ("log", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("piece", models.IntegerField()),
                ("leaves", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="LogErasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(unique=True)),
                ("asked_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(COLUMNS),
        migrations.RunSQL(LEAVES),
        migrations.RunSQL(ERASE),
    )
