import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = (("people", "0005_rest"),)
    operations = (
        migrations.CreateModel(
            name="NoticeMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("notice_id", models.UUIDField()),
                ("repetition", models.PositiveSmallIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("state", models.CharField(default="due", max_length=10)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("channel", models.CharField(blank=True, max_length=5)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
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
                        condition=models.Q(("state__in", ["due", "sending"])),
                        fields=["due_at"],
                        name="notify_message_due",
                    ),
                    models.Index(fields=["recorded_at"], name="notify_message_recorded"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice_id", "repetition"), name="notify_message_once"
                    )
                ],
            },
            managers=[("ungated", django.db.models.manager.Manager())],
        ),
    )
