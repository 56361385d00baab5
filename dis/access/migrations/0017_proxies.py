"""Assigned proxies as others send them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("access", "0016_one_condition"),)
    operations = ()
