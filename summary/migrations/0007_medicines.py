"""Lists of medicines that clinicians have reconciled and signed."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("summary", "0006_walls"), ("people", "0005_rest"))

    operations = [
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("signed_at", models.DateTimeField()),
                ("author_name", models.CharField(max_length=400)),
                ("author_role", models.CharField(max_length=100)),
                ("author_place", models.CharField(max_length=300)),
                ("lines", models.JSONField(default=list)),
                ("content", models.CharField(max_length=64)),
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
                        fields=("patient", "number"), name="summary_reconciled_key"
                    )
                ],
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
    ]
