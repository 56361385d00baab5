"""Row-level security on results."""

from django.db import migrations

from common.rowsecurity import PatientRows


class Migration(migrations.Migration):
    dependencies = (("labresults", "0001_initial"), ("access", "0002_walls"))
    operations = (
        PatientRows("labresults_observation"),
        PatientRows("labresults_diagnosticreport"),
        PatientRows("labresults_servicerequest"),
    )
