"""The patient's settings."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("access", "0010_duties"),)
    operations = ()
