"""Where a document is kept, when a late one came, and the patients of Binaries that are attached."""

import django.contrib.postgres.indexes
from django.db import migrations, models

_LOOKUP = """
CREATE OR REPLACE FUNCTION journal_patients_of_binaries(p_binaries uuid[])
RETURNS TABLE (binary_id uuid, patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT d.binary_id, d.patient_id FROM journal_documentreference d
  WHERE d.binary_id = ANY (p_binaries)
  {attached}
$$;
"""
# The condition is that of the index: without it the planner reads every document.
_ATTACHED = """UNION
  SELECT b.id, d.patient_id FROM unnest(p_binaries) AS b (id)
  JOIN journal_documentreference d
    ON d.attachments @> jsonb_build_array(jsonb_build_object('binary', b.id::text))
   AND NOT d.attachments = '[]'::jsonb"""


class Migration(migrations.Migration):
    dependencies = (("journal", "0005_retrying"),)
    operations = (
        migrations.AddField(
            model_name="documentreference",
            name="kept_as",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="documentreference",
            name="arrived_late_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="documentreference",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("attachments", []), _negated=True),
                fields=["attachments"],
                name="journal_document_attached",
                opclasses=("jsonb_path_ops",),
            ),
        ),
        migrations.RunSQL(
            _LOOKUP.format(attached=_ATTACHED),
            _LOOKUP.format(attached=""),
        ),
    )
