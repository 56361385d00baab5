"""What patients have closed, as one table to read: restrictions and blocks, for the FHIR API."""

from django.db import migrations

# With the rights of who asks, so that row security holds for it as for the tables behind.
VIEW = """
CREATE VIEW access_consentresource WITH (security_invoker = true) AS
  SELECT id, patient_id, start, "end", scope, category, document_id,
    NULL::uuid AS practitioner_id, NULL::uuid AS organization_id
  FROM access_restriction
  UNION ALL
  SELECT id, patient_id, start, "end", '', '', NULL, practitioner_id, organization_id
  FROM access_block
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0018_rest"),)
    operations = (migrations.RunSQL(VIEW, "DROP VIEW access_consentresource"),)
