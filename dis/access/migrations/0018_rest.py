"""What the FHIR API searches and sorts by; services of results and summary; facts for systems."""

from importlib import import_module

from django.db import migrations, models

import common.clock

_first = import_module("access.migrations.0014_representation")
# What is new is for the same people at the same ages as documents are.
_NEW = ("results", "summary")
FIRST_ROWS = [
    *_first.FIRST_ROWS,
    *(
        {**row, "service": service}
        for service in _NEW
        for row in _first.FIRST_ROWS
        if row["service"] == "journal"
    ),
]


def make_first(apps, schema_editor):
    """The first table with the new services, where it still is in force as it was made.

    What two people have proposed and approved stays: there the new services are closed until they
    say who may see them.
    """
    _first.make_first(apps, schema_editor)
    rows = apps.get_model("access", "RepresentationPolicy").objects.using(
        schema_editor.connection.alias
    )
    first = rows.filter(version=1, proposed_by_id=None).first()
    if first is None or first.rows != _first.FIRST_ROWS:
        return
    # A trigger keeps what is approved as it is.
    schema_editor.execute("ALTER TABLE access_representationpolicy DISABLE TRIGGER USER")
    rows.filter(pk=first.pk).update(rows=FIRST_ROWS)
    schema_editor.execute("ALTER TABLE access_representationpolicy ENABLE TRIGGER USER")


def forget_services(apps, schema_editor):
    rows = apps.get_model("access", "RepresentationPolicy").objects.using(
        schema_editor.connection.alias
    )
    schema_editor.execute("ALTER TABLE access_representationpolicy DISABLE TRIGGER USER")
    rows.filter(version=1, rows=FIRST_ROWS).update(rows=_first.FIRST_ROWS)
    schema_editor.execute("ALTER TABLE access_representationpolicy ENABLE TRIGGER USER")


CLIENT_FACTS = """
DROP FUNCTION access_client_facts(uuid, timestamptz);
CREATE FUNCTION access_client_facts(
  p_patient uuid, p_entity uuid, p_now timestamptz, p_day date) RETURNS jsonb
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
      WHERE v.patient_id = p_patient AND access_in_force(v.start, v."end", p_now)),
    -- That one of its units treats the patient; what one practitioner alone does is not the unit's.
    'relations', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('ground', c.ground, 'end', c."end")
        ORDER BY c."end" DESC NULLS FIRST, c.id), '[]'::jsonb)
      FROM access_carerelationship c
      WHERE c.patient_id = p_patient AND c.practitioner_id IS NULL
        AND access_relation_counts(c.start, c."end", p_now, p_day)
        AND p_entity = ANY (people_units_above(c.organization_id))))
$$;
"""
CLIENT_FACTS_BACK = """
DROP FUNCTION access_client_facts(uuid, uuid, timestamptz, date);
CREATE FUNCTION access_client_facts(p_patient uuid, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object('has_blocks', true)
$$;
"""


def filled(table: str, column: str) -> migrations.RunSQL:
    """The main date of what is there already. The owner reads rows of patients and writes none,
    unless row security does not hold for it."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        UPDATE {table} SET sorted_at = {column};
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        """,  # noqa: S608 - own names
        "",
    )


class Migration(migrations.Migration):
    dependencies = (("access", "0017_proxies"), ("people", "0005_rest"))
    operations = (
        migrations.AddField(
            model_name="careresource",
            name="names_own_ids",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="careresource",
            name="search",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="careresource",
            name="sorted_at",
            field=models.DateTimeField(default=common.clock.now),
        ),
        migrations.AddField(
            model_name="formerversion",
            name="names_own_ids",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="formerversion",
            name="received_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="careresource",
            index=models.Index(
                fields=["resource_type", "patient", "-sorted_at", "-id"], name="access_care_sorted"
            ),
        ),
        migrations.AddIndex(
            model_name="careresource",
            index=models.Index(
                fields=["resource_type", "patient", "-received_at", "-id"],
                name="access_care_received",
            ),
        ),
        filled("access_careresource", "received_at"),
        migrations.RunSQL(CLIENT_FACTS, CLIENT_FACTS_BACK),
        migrations.RunPython(make_first, forget_services),
    )
