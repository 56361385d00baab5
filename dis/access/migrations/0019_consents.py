"""What patients have closed, as one table to read: restrictions and blocks, for the FHIR API."""

import uuid

from django.db import migrations, models

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
    operations = (
        migrations.RunSQL(VIEW, "DROP VIEW access_consentresource"),
        migrations.CreateModel(
            name="ConsentResource",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(null=True)),
                ("scope", models.CharField(max_length=20)),
                ("category", models.CharField(max_length=20)),
                ("document_id", models.UUIDField(null=True)),
                ("practitioner_id", models.UUIDField(null=True)),
                ("organization_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "access_consentresource",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LoggedAccess",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField(db_column="recorded_at")),
                ("patient_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=20)),
                ("action", models.CharField(max_length=20)),
                ("is_permitted", models.BooleanField()),
                ("actor_kind", models.CharField(max_length=20)),
                ("person_id", models.UUIDField(null=True)),
                ("role_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=400)),
                ("role_code", models.CharField(max_length=20)),
                ("legal_entity_name", models.CharField(max_length=300)),
                ("point_of_care_name", models.CharField(max_length=300)),
                ("unit_name", models.CharField(max_length=300)),
                ("ground", models.CharField(max_length=20)),
                ("purpose_of_use", models.CharField(max_length=10)),
                ("is_user_selected", models.BooleanField()),
                ("attestation_id", models.UUIDField(null=True)),
                ("toa", models.DateTimeField(null=True)),
                ("item_type", models.CharField(max_length=40)),
                ("item_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "access_accessevent",
                "managed": False,
            },
        ),
    )
