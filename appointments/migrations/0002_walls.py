"""Row-level security on appointments."""

from django.db import migrations

from common.rowsecurity import PatientRows


class Migration(migrations.Migration):
    dependencies = (("appointments", "0001_initial"), ("access", "0002_walls"))
    operations = (
        PatientRows("appointments_appointment"),
        PatientRows("appointments_appointmentevent"),
    )
