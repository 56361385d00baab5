"""Kept empty until filled."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("labresults", "0007_measured"),)
    operations = ()
