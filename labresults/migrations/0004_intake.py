"""The tables of results on their way in."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import common.clock


class Migration(migrations.Migration):
    dependencies = [
        ("labresults", "0003_lifted"),
        ("people", "0005_rest"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportState",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_as", models.CharField(blank=True, max_length=20)),
                ("parts", models.JSONField(default=dict)),
                ("tops", models.JSONField(default=list)),
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
            name="UnknownCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("system", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=200)),
                ("display", models.CharField(blank=True, max_length=300)),
                ("count", models.PositiveBigIntegerField(default=0)),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-last_seen_at"], name="labresults_unknown_newest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("system", "code"), name="labresults_unknown_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitingMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("sender", models.CharField(blank=True, max_length=400)),
                ("laboratory", models.CharField(blank=True, max_length=400)),
                ("format", models.CharField(max_length=40)),
                ("digest", models.BinaryField(max_length=32)),
                ("sealed", models.BinaryField(null=True)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("unknown", "The patient is not known here"),
                            ("no-number", "The national identity number cannot be used"),
                        ],
                        max_length=20,
                    ),
                ),
                ("person_id", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=common.clock.now)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "settled_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("taken-in", "Taken in: the patient became known"),
                            ("refused", "Could not be taken in"),
                            ("returned", "Returned to the sender"),
                            ("settled", "Settled in another way"),
                            ("reopened", "Put back in the list"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["person_id"],
                        name="labresults_waiting_person",
                    ),
                    models.Index(
                        fields=["settled_at", "received_at"], name="labresults_waiting_list"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "digest"), name="labresults_waiting_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ResultMessage",
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
                ("report_id", models.UUIDField()),
                ("message_id", models.CharField(blank=True, max_length=100)),
                ("format", models.CharField(max_length=40)),
                ("encoding", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report_id", "digest"), name="labresults_message_key"
                    )
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Specimen",
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
                        fields=["patient", "-sorted_at", "-id"], name="labresults_specimen_sorted"
                    ),
                    models.Index(
                        fields=["patient", "-received_at", "-id"],
                        name="labresults_specimen_received",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "source_id"), name="labresults_specimen_key"
                    )
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="WaitingStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=common.clock.now)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("taken-in", "Taken in: the patient became known"),
                            ("refused", "Could not be taken in"),
                            ("returned", "Returned to the sender"),
                            ("settled", "Settled in another way"),
                            ("reopened", "Put back in the list"),
                        ],
                        max_length=20,
                    ),
                ),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=400)),
                ("words", models.CharField(blank=True, max_length=500)),
                (
                    "waiting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="labresults.waitingmessage",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["waiting", "recorded_at"], name="labresults_steps_of")
                ],
            },
        ),
    ]
