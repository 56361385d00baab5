"""Row security of what systems are told of patients, and the keys that seal what they are told with."""

from django.db import migrations

from common.rowsecurity import PatientRows

_BEFORE = """
CREATE OR REPLACE FUNCTION access_sealed_with()
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
"""
_WITH_ENDPOINTS = _BEFORE.replace(
    "GROUP BY 2\n$$",
    """GROUP BY 2
  UNION ALL
  SELECT 'fhirapi_endpoint', substring(secret FROM 1 FOR 4), count(*)
  FROM fhirapi_endpoint WHERE secret IS NOT NULL GROUP BY 2
$$""",
)


class Migration(migrations.Migration):
    dependencies = (("fhirapi", "0005_subscriptions"), ("access", "0010_duties"))

    operations = (
        PatientRows("fhirapi_event"),
        migrations.RunSQL(_WITH_ENDPOINTS, _BEFORE),
    )
