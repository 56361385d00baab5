"""Filled in by the change that needs it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("labresults", "0002_walls"),)
    operations = ()
