"""What the FHIR API searches by, beside what was received."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("access", "0017_proxies"),)
    operations = ()
