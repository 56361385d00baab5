"""What another administrator has to approve too: addresses of systems, and another secret."""

from typing import ClassVar

from django.db import migrations, models

_STEPS = [
    ("registered", "Registered"),
    ("changed", "Changed"),
    ("resumed", "Opened again"),
    ("suspended", "Stopped"),
    ("new-secret", "Got a new secret"),
    ("address", "Got an address to be told at"),
    ("address-removed", "Lost an address to be told at"),
]
# Secrets of what was approved until now were shown to who approved.
SHOWN = "UPDATE fhirapi_proposal SET fetched_at = decided_at WHERE outcome = 'approved'"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fhirapi", "0007_systems")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="endpoint", name="fhirapi_endpoint_once"),
        migrations.AddField(
            model_name="endpoint", name="is_waiting", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="proposal", name="fetched_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunSQL(SHOWN, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="proposal",
            name="step",
            field=models.CharField(choices=_STEPS, max_length=20),
        ),
        migrations.AlterField(
            model_name="registrationchange",
            name="step",
            field=models.CharField(choices=_STEPS, max_length=20),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(removed_at=None, is_waiting=False),
                fields=("client", "url"),
                name="fhirapi_endpoint_once",
            ),
        ),
    ]
