"""Row security of what subscriptions tell of patients."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fhirapi", "0005_subscriptions")]
    operations: ClassVar = []
