"""Which answers the patient has been told of, and the look-up of those that are due."""

from django.db import migrations, models

# Over all patients, which no Grant is. Ids only; whether it is so, is asked again under a Grant.
_DUE = """
CREATE FUNCTION labresults_patients_to_tell(
  p_groups text[], p_days int[], p_codes text[], p_delayed text, p_now timestamptz, p_most int)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT r.patient_id
  FROM labresults_diagnosticreport r
  JOIN unnest(p_groups, p_days) AS rule (name, days) ON rule.name = r."group"
  WHERE NOT r.is_told AND NOT r.is_mistake AND r.security::text[] <@ (p_codes || p_delayed)
    AND (r.released_at IS NOT NULL
      OR (rule.days > 0 AND r.answered_at <= p_now - rule.days * interval '1 day')
      OR (rule.days = 0 AND r.security::text[] <@ p_codes))
  LIMIT p_most
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("labresults", "0006_measured"),)
    operations = (
        # What is here already is no news.
        migrations.AddField(
            model_name="diagnosticreport",
            name="is_told",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="diagnosticreport",
            name="is_told",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="diagnosticreport",
            index=models.Index(
                fields=["answered_at"],
                name="labresults_report_untold",
                condition=models.Q(("is_told", False)),
            ),
        ),
        migrations.RunSQL(
            _DUE,
            "DROP FUNCTION labresults_patients_to_tell"
            "(text[], int[], text[], text, timestamptz, int)",
        ),
    )
