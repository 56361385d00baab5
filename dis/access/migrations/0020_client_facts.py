"""The facts about a patient for another system, by themselves: it has no person, role or family."""

from importlib import import_module

from django.db import migrations

_as_it_was = import_module("access.migrations.0018_rest").CLIENT_FACTS
# In PL/pgSQL, whose plans are kept from one call to the next.
CLIENT_FACTS = """
CREATE OR REPLACE FUNCTION access_client_facts(
  p_patient uuid, p_entity uuid, p_now timestamptz, p_day date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  patient people_patient%ROWTYPE;
BEGIN
  SELECT * INTO patient FROM people_patient WHERE id = p_patient;
  RETURN jsonb_build_object(
    'patient_exists', patient.id IS NOT NULL,
    'birth_date', patient.birth_date,
    'has_confidential_address',
      coalesce(patient.address_confidentiality LIKE '%confidential', false),
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
        AND p_entity = ANY (people_units_above(c.organization_id))));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0019_consents"),)
    operations = (migrations.RunSQL(CLIENT_FACTS, _as_it_was),)
