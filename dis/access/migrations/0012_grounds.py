"""Review of accesses that rest on no care relation."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("access", "0011_settings"),)
    operations = ()
