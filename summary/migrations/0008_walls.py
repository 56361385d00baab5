"""Row-level security on reconciled lists of medicines."""

from django.db import migrations

from common.rowsecurity import PatientRows


class Migration(migrations.Migration):
    dependencies = (("summary", "0007_medicines"),)
    operations = (PatientRows("summary_reconciliation"),)
