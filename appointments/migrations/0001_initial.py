"""The tables of appointments, and of what others are told of them."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import common.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0005_rest"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
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
                ("status", models.CharField(max_length=20)),
                ("start", models.DateTimeField(null=True)),
                ("end", models.DateTimeField(null=True)),
                ("begins", models.DateTimeField(null=True)),
                ("ends", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("booking", models.CharField(blank=True, max_length=64)),
                ("organisation", models.CharField(blank=True, max_length=300)),
                ("shown", models.JSONField(default=dict)),
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
            name="AppointmentEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("appointments.booked", "appointments.booked"),
                            ("appointments.moved", "appointments.moved"),
                            ("appointments.cancelled", "appointments.cancelled"),
                        ],
                        max_length=30,
                    ),
                ),
                ("is_silent", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=common.clock.now)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="appointments.appointment",
                    ),
                ),
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
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["patient", "-sorted_at", "-id"], name="appointments_sorted"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                fields=["patient", "-received_at", "-id"], name="appointments_received"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["patient", "ends"], name="appointments_ends"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="appointments_key"
            ),
        ),
        migrations.AddIndex(
            model_name="appointmentevent",
            index=models.Index(fields=["patient", "-at"], name="appointments_event_newest"),
        ),
        migrations.AddConstraint(
            model_name="appointmentevent",
            constraint=models.UniqueConstraint(
                fields=("appointment", "version"), name="appointments_event_key"
            ),
        ),
    ]
