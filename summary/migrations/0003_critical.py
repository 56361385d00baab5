"""Critical information: which rows are it, limitations of treatment and changes of procedure."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import common.clock

# All allergies that have come are critical information; diagnoses of before are so when sent again.
SORTED = """
ALTER TABLE summary_allergyintolerance NO FORCE ROW LEVEL SECURITY;
UPDATE summary_allergyintolerance SET sort = CASE
  WHEN (wire::jsonb -> 'category') ? 'medication' OR wire LIKE '%whocc.no/atc%'
    OR wire LIKE '%2.16.578.1.12.4.1.1.7180%' THEN 'DrugReaction' ELSE 'OtherAllergen' END;
ALTER TABLE summary_allergyintolerance FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = (("summary", "0002_walls"), ("people", "0005_rest"))

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("source_id", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
                ("wire", models.TextField()),
                ("digest", models.BinaryField(max_length=32)),
                ("received_at", models.DateTimeField()),
                ("search", models.JSONField(default=dict)),
                ("sorted_at", models.DateTimeField(default=common.clock.now)),
                ("names_own_ids", models.BooleanField(default=False)),
                (
                    "security",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("is_mistake", models.BooleanField(default=False)),
                ("sort", models.CharField(blank=True, max_length=40)),
                ("assessed_version", models.PositiveIntegerField(null=True)),
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
            name="Flag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("source_id", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
                ("wire", models.TextField()),
                ("digest", models.BinaryField(max_length=32)),
                ("received_at", models.DateTimeField()),
                ("search", models.JSONField(default=dict)),
                ("sorted_at", models.DateTimeField(default=common.clock.now)),
                ("names_own_ids", models.BooleanField(default=False)),
                (
                    "security",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("is_mistake", models.BooleanField(default=False)),
                ("sort", models.CharField(blank=True, max_length=40)),
                ("assessed_version", models.PositiveIntegerField(null=True)),
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
        migrations.AddField(
            model_name="allergyintolerance",
            name="assessed_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="allergyintolerance",
            name="assesses",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="summary.allergyintolerance",
            ),
        ),
        migrations.AddField(
            model_name="allergyintolerance",
            name="sort",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="condition",
            name="assessed_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="condition",
            name="assesses",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="summary.condition",
            ),
        ),
        migrations.AddField(
            model_name="condition",
            name="sort",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddIndex(
            model_name="allergyintolerance",
            index=models.Index(
                condition=models.Q(("sort", ""), _negated=True),
                fields=["patient"],
                name="summary_allergy_critical",
            ),
        ),
        migrations.AddIndex(
            model_name="condition",
            index=models.Index(
                condition=models.Q(("sort", ""), _negated=True),
                fields=["patient"],
                name="summary_condition_critical",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="assesses",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="summary.consent",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="assesses",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="summary.flag",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                fields=["patient", "-sorted_at", "-id"], name="summary_consent_sorted"
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                fields=["patient", "-received_at", "-id"], name="summary_consent_received"
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                condition=models.Q(("sort", ""), _negated=True),
                fields=["patient"],
                name="summary_consent_critical",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="summary_consent_key"
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(fields=["patient", "-sorted_at", "-id"], name="summary_flag_sorted"),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(
                fields=["patient", "-received_at", "-id"], name="summary_flag_received"
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(
                condition=models.Q(("sort", ""), _negated=True),
                fields=["patient"],
                name="summary_flag_critical",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="summary_flag_key"
            ),
        ),
        migrations.RunSQL(SORTED, migrations.RunSQL.noop),
    ]
