"""Alerts about unusual reading."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("access", "0012_grounds"),)
    operations = ()
