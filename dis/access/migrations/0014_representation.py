"""Who acts for the patient."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("access", "0013_alerts"),)
    operations = ()
