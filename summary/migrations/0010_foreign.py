"""Kept empty until filled."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("summary", "0009_clarified"),)
    operations = ()
