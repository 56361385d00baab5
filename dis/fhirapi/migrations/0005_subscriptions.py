"""Subscriptions of other systems, their endpoints and what they are told."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fhirapi", "0004_launch")]
    operations: ClassVar = []
