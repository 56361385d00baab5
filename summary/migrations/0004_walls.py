"""Row-level security on limitations of treatment and changes of procedure."""

from django.db import migrations

from common.rowsecurity import PatientRows


class Migration(migrations.Migration):
    dependencies = (("summary", "0003_critical"),)
    operations = (PatientRows("summary_flag"), PatientRows("summary_consent"))
