"""The conditions of what is in force, each in one function."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("access", "0015_log_indexes"),)
    operations = ()
