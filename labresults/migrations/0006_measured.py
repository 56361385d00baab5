"""How long an answer counts as measured already, hints that were given, orders that were not sent."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import common.clock
from common.rowsecurity import PatientRows

# Over all patients, which no Grant is: counts by month and unit of one organisation.
_FIGURES = """
CREATE FUNCTION labresults_avoided(p_entity uuid, p_since timestamptz)
RETURNS TABLE (month date, unit_name text, used bigint, ordered bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT date_trunc('month', recorded_at AT TIME ZONE 'Europe/Oslo')::date,
    max(a.unit_name)::text,
    count(*) FILTER (WHERE fate = 'used'), count(*) FILTER (WHERE fate = 'ordered')
  FROM labresults_avoidedorder a
  WHERE legal_entity_id = p_entity AND recorded_at >= p_since
  GROUP BY 1, unit_id
  ORDER BY 1 DESC, 2
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("labresults", "0005_walls"),
        ("people", "0005_rest"),
    ]

    operations = [
        migrations.CreateModel(
            name="HintCard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField(default=common.clock.now)),
                ("analyte", models.CharField(max_length=40)),
                ("result_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HintPeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=common.clock.now)),
                ("author_id", models.UUIDField()),
                ("author_name", models.CharField(max_length=400)),
                ("key", models.CharField(max_length=40)),
                ("days", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=300)),
                ("source_url", models.URLField(blank=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["key", "-recorded_at"], name="labresults_period_newest")
                ],
            },
        ),
        migrations.CreateModel(
            name="AvoidedOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=common.clock.now)),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("used", "Used the result"),
                            ("ordered", "Ordered all the same"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("page", "On a page here"),
                            ("system", "In an ordering system"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("analyte", models.CharField(max_length=40)),
                ("result_id", models.UUIDField()),
                ("result_version", models.PositiveIntegerField()),
                ("person_id", models.UUIDField()),
                ("author_name", models.CharField(max_length=400)),
                ("unit_id", models.UUIDField()),
                ("unit_name", models.CharField(max_length=300)),
                ("legal_entity_id", models.UUIDField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
                "indexes": [
                    models.Index(
                        fields=["legal_entity_id", "recorded_at"], name="labresults_avoided_of"
                    ),
                    models.Index(fields=["patient", "result_id"], name="labresults_avoided_result"),
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        PatientRows("labresults_hintcard"),
        PatientRows("labresults_avoidedorder"),
        migrations.RunSQL(_FIGURES, "DROP FUNCTION labresults_avoided(uuid, timestamptz)"),
    ]
