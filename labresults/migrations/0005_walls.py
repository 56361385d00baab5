"""Row security of what came in, and the key that seals what waits."""

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
  UNION ALL
  SELECT 'fhirapi_endpoint', substring(secret FROM 1 FOR 4), count(*)
  FROM fhirapi_endpoint WHERE secret IS NOT NULL GROUP BY 2
$$;
"""
_WITH_WAITING = _BEFORE.replace(
    "GROUP BY 2\n$$",
    """GROUP BY 2
  UNION ALL
  SELECT 'labresults_waitingmessage', substring(sealed FROM 1 FOR 4), count(*)
  FROM labresults_waitingmessage WHERE sealed IS NOT NULL GROUP BY 2
$$""",
)


class Migration(migrations.Migration):
    dependencies = (("labresults", "0004_intake"), ("fhirapi", "0006_subscription_walls"))
    operations = (
        PatientRows("labresults_specimen"),
        PatientRows("labresults_resultmessage"),
        PatientRows("labresults_reportstate"),
        migrations.RunSQL(_WITH_WAITING, _BEFORE),
    )
