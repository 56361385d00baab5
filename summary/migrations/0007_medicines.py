"""Filled in by the change that needs it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("summary", "0006_walls"),)
    operations = ()
