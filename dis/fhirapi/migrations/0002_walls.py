"""Row security on who has let which app in, and the look-up of a token before there is a Grant."""

from django.db import migrations

from common.rowsecurity import PatientRows

# What a token stands for, by its SHA-256: nothing where it is over, withdrawn, or its app is shut.
LOOK_UP = """
CREATE FUNCTION fhirapi_token(p_checksum text, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'app', a.client_id, 'scope', t.scope, 'api_client', a.api_client_id,
    'person', coalesce(g.person_id, l.person_id),
    'patient', coalesce(g.patient_id, l.patient_id),
    'role', l.role_id, 'attestation', l.attestation_id)
  FROM fhirapi_accesstoken t
  JOIN fhirapi_app a ON a.id = t.application_id AND a.is_active
  LEFT JOIN fhirapi_givenaccess g ON g.id = t.given_id
  LEFT JOIN fhirapi_launchedaccess l ON l.id = t.launched_id
  WHERE t.token_checksum = p_checksum AND t.expires > p_now
    AND (g.id IS NULL OR access_in_force(g.start, g."end", p_now))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("fhirapi", "0001_initial"), ("access", "0016_one_condition")]

    operations = [
        PatientRows("fhirapi_givenaccess"),
        PatientRows("fhirapi_launchedaccess"),
        migrations.RunSQL(LOOK_UP, "DROP FUNCTION fhirapi_token(text, timestamptz)"),
    ]
