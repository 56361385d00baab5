"""What administrators keep of systems and apps, proposals, and the history of both."""

import uuid
from typing import ClassVar

from django.db import migrations, models

# Pages of an app stand where people come back to it.
ORIGINS = r"""
UPDATE fhirapi_app SET allowed_origins = (
  SELECT coalesce(string_agg(DISTINCT lower(substring(uri from '^https?://[^/?#]+')), ' '), '')
  FROM regexp_split_to_table(redirect_uris, '\s+') AS uri)
WHERE allowed_origins = '' AND redirect_uris <> '';
"""

# What a token stands for, with the name that the log has of its app.
LOOK_UP = """
CREATE OR REPLACE FUNCTION fhirapi_token(p_checksum text, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'app', a.client_id, 'name', a.name, 'scope', t.scope, 'api_client', a.api_client_id,
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
    dependencies: ClassVar = [
        ("fhirapi", "0006_subscription_walls"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(ORIGINS, migrations.RunSQL.noop),
        migrations.RunSQL(LOOK_UP, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="apiclient",
            name="last_used_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="rate",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="app",
            name="jwks",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="app",
            name="last_used_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="app",
            name="purpose_nb",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="app",
            name="purpose_nn",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "subject",
                    models.CharField(choices=[("system", "System"), ("app", "App")], max_length=10),
                ),
                ("subject_id", models.UUIDField(null=True)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("changed", "Changed"),
                            ("resumed", "Opened again"),
                            ("suspended", "Stopped"),
                            ("new-secret", "Got a new secret"),
                        ],
                        max_length=20,
                    ),
                ),
                ("former", models.JSONField(default=dict)),
                ("wanted", models.JSONField(default=dict)),
                ("words", models.CharField(max_length=500)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by_id", models.UUIDField()),
                ("proposed_by_name", models.CharField(max_length=400)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waits for approval"),
                            ("approved", "Approved"),
                            ("put-away", "Put away"),
                        ],
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_id", models.UUIDField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["outcome", "proposed_at"], name="fhirapi_proposal_waits")
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistrationChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "subject",
                    models.CharField(choices=[("system", "System"), ("app", "App")], max_length=10),
                ),
                ("subject_id", models.UUIDField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("changed", "Changed"),
                            ("resumed", "Opened again"),
                            ("suspended", "Stopped"),
                            ("new-secret", "Got a new secret"),
                        ],
                        max_length=20,
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=400)),
                ("approved_by_id", models.UUIDField(null=True)),
                ("approved_by_name", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["subject_id", "-recorded_at"], name="fhirapi_change_newest"
                    )
                ],
            },
        ),
    ]
