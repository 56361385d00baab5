"""Codes that were exchanged, beside the tokens that came of them."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _code() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="fhirapi.usedcode",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fhirapi", "0008_two")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="UsedCode",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                ("used_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(model_name="accesstoken", name="code", field=_code()),
        migrations.AddField(model_name="refreshtoken", name="code", field=_code()),
    ]
