"""When a register that others keep was asked, and when it answered."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("people", "0003_trust"),)
    operations = (
        migrations.CreateModel(
            name="RegisterAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_local", models.BooleanField(default=False)),
            ],
            options={"abstract": False},
        ),
    )
