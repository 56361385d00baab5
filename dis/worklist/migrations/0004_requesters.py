"""Requests of those who act for a patient."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("worklist", "0003_blocks"),)
    operations = (
        migrations.AlterField(
            "task",
            "requester_kind",
            models.CharField(
                choices=[
                    ("patient", "the patient"),
                    ("parent", "a parent"),
                    ("proxy", "somebody who acts for the patient"),
                ],
                max_length=10,
            ),
        ),
    )
