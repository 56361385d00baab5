"""Row-level security on critical information and medicines."""

from django.db import migrations

from common.rowsecurity import PatientRows


class Migration(migrations.Migration):
    dependencies = (("summary", "0001_initial"), ("access", "0002_walls"))
    operations = (
        PatientRows("summary_condition"),
        PatientRows("summary_allergyintolerance"),
        PatientRows("summary_medicationrequest"),
        PatientRows("summary_medicationstatement"),
    )
