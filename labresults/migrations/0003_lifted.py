"""What is lifted out of results, when patients see them, and what they are told of them."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import common.clock


class Migration(migrations.Migration):
    dependencies = [
        ("labresults", "0002_walls"),
        ("people", "0005_rest"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReleaseRule",
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
                ("category", models.CharField(max_length=20)),
                (
                    "release",
                    models.CharField(
                        choices=[
                            ("at-once", "At once"),
                            (
                                "after-days",
                                "After a number of days, or sooner when somebody releases it",
                            ),
                            ("manual", "When somebody releases it"),
                            ("never", "Never here"),
                        ],
                        max_length=12,
                    ),
                ),
                ("days", models.PositiveIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("reason_nn", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ResultText",
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
                ("key", models.CharField(max_length=170)),
                ("language", models.CharField(max_length=5)),
                ("what", models.TextField()),
                ("high", models.TextField(blank=True)),
                ("low", models.TextField(blank=True)),
                ("source", models.CharField(max_length=300)),
                ("source_url", models.URLField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="answered_at",
            field=models.DateTimeField(default=common.clock.now),
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="group",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="laboratory",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="released_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="request_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="requester",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="results",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="shown",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="diagnosticreport",
            name="status",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="observation",
            name="answered_at",
            field=models.DateTimeField(default=common.clock.now),
        ),
        migrations.AddField(
            model_name="observation",
            name="code",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="observation",
            name="code_system",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="observation",
            name="flag",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name="observation",
            name="group",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="observation",
            name="laboratory",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="observation",
            name="released_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="observation",
            name="report_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="observation",
            name="requester",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="observation",
            name="shown",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="observation",
            name="status",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="observation",
            name="unit",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="group",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="requester",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="shown",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="status",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddIndex(
            model_name="diagnosticreport",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["results"], name="labresults_report_results"
            ),
        ),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                fields=["patient", "code", "-sorted_at"], name="labresults_obs_series"
            ),
        ),
        migrations.AddIndex(
            model_name="resulttext",
            index=models.Index(
                fields=["key", "language", "-recorded_at"], name="labresults_text_newest"
            ),
        ),
    ]
