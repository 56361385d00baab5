"""The tables of vaccines, procedures and documents of others; links to the summary."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import common.clock


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_rest"),
        ("summary", "0004_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkGuard",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("openings_left", models.PositiveSmallIntegerField()),
                ("attempts_left", models.PositiveSmallIntegerField(default=5)),
                ("tried_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Composition",
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
                        fields=["patient", "-sorted_at", "-id"], name="summary_composition_sorted"
                    ),
                    models.Index(
                        fields=["patient", "-received_at", "-id"],
                        name="summary_composition_received",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "source_id"), name="summary_composition_key"
                    )
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Immunization",
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
                        fields=["patient", "-sorted_at", "-id"], name="summary_immunization_sorted"
                    ),
                    models.Index(
                        fields=["patient", "-received_at", "-id"],
                        name="summary_immunization_received",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "source_id"), name="summary_immunization_key"
                    )
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Procedure",
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
                        fields=["patient", "-sorted_at", "-id"], name="summary_procedure_sorted"
                    ),
                    models.Index(
                        fields=["patient", "-received_at", "-id"], name="summary_procedure_received"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "source_id"), name="summary_procedure_key"
                    )
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SharedLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(null=True)),
                ("set_by_id", models.UUIDField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "set_as",
                    models.CharField(
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                ("ended_by_id", models.UUIDField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=400)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The patient"),
                            ("parent", "A parent"),
                            ("proxy", "Somebody who acts for the patient"),
                            ("helpline", "The helpline, on the patient's request"),
                            ("record-system", "The record system of the place of treatment"),
                        ],
                        max_length=20,
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("salt", models.BinaryField(max_length=32)),
                ("passcode", models.CharField(max_length=200)),
                ("label", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=2)),
                ("until", models.DateTimeField()),
                ("openings", models.PositiveSmallIntegerField()),
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
                    models.Index(fields=["patient", "-start"], name="summary_sharedlink_newest")
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
    ]
