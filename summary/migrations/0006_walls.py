"""Row-level security on vaccines, procedures, documents of others and links; the look-up of a link."""

from django.db import migrations

from common.rowsecurity import PatientRows

# What a link stands for, by the SHA-256 of its secret: nothing where it is over. Whoever asks has
# no Grant yet: the passcode is held against what this gives.
LOOK_UP = """
CREATE FUNCTION summary_link(p_digest bytea, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'id', l.id, 'patient_id', l.patient_id, 'passcode', l.passcode,
    'salt', encode(l.salt, 'hex'), 'language', l.language)
  FROM summary_sharedlink l
  WHERE l.digest = p_digest AND access_in_force(l.start, least(l."end", l.until), p_now)
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("summary", "0005_patient_summary"), ("access", "0016_one_condition"))
    operations = (
        PatientRows("summary_immunization"),
        PatientRows("summary_procedure"),
        PatientRows("summary_composition"),
        PatientRows("summary_sharedlink"),
        migrations.RunSQL(LOOK_UP, "DROP FUNCTION summary_link(bytea, timestamptz)"),
    )
