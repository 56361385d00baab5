"""Documents whose words could not be read in come up again, at the time that was set for them."""

from django.db import migrations, models

LOOKUP = """
CREATE OR REPLACE FUNCTION journal_documents_to_read_in(p_most int)
RETURNS TABLE (document_id uuid, patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT d.id, d.patient_id FROM journal_documentreference d
   WHERE NOT d.is_read_in ORDER BY d.id LIMIT p_most)
  UNION
  (SELECT t.document_id, t.patient_id FROM journal_documenttext t
   WHERE t.retry_at <= now() ORDER BY t.retry_at LIMIT p_most)
  LIMIT p_most
$$;
"""
FORMER = """
CREATE OR REPLACE FUNCTION journal_documents_to_read_in(p_most int)
RETURNS TABLE (document_id uuid, patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.id, d.patient_id FROM journal_documentreference d
  WHERE NOT d.is_read_in ORDER BY d.id LIMIT p_most
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("journal", "0004_walls"),)
    operations = (
        migrations.AddField(
            model_name="documenttext",
            name="retry_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="documenttext",
            index=models.Index(
                condition=models.Q(("retry_at__isnull", False)),
                fields=["retry_at"],
                name="journal_text_retry",
            ),
        ),
        migrations.RunSQL(LOOKUP, FORMER),
    )
