"""The look-up of patients with rows whose search values are not those declared now."""

from django.db import migrations

TO_INDEX = """
CREATE FUNCTION fhirapi_patients_to_index(
  p_table text, p_declared text[], p_after uuid, p_most int
) RETURNS TABLE (patient_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM pg_policies p JOIN information_schema.columns c
      ON c.table_schema = p.schemaname AND c.table_name = p.tablename
    WHERE p.tablename = p_table AND p.policyname = 'patient_rows' AND c.column_name = 'search'
  ) THEN
    RAISE EXCEPTION '% holds no search values of patients', p_table;
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT DISTINCT t.patient_id FROM %I t WHERE t.patient_id > $1
     AND (t.search->>''_declared'' = ANY ($2)) IS NOT TRUE ORDER BY 1 LIMIT $3', p_table)
    USING p_after, p_declared, least(p_most, 1000);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (
        ("fhirapi", "0002_walls"),
        ("access", "0018_rest"),
        ("people", "0005_rest"),
        ("journal", "0010_rest"),
    )
    operations = (
        migrations.RunSQL(
            TO_INDEX, "DROP FUNCTION fhirapi_patients_to_index(text, text[], uuid, int)"
        ),
    )
