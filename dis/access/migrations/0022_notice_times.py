"""An index by which those notices are found that nobody was told of outside the portal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("access", "0021_appointments"),)
    operations = (
        migrations.AddIndex(
            model_name="patientnotice",
            index=models.Index(fields=["recorded_at"], name="access_notice_recorded"),
        ),
    )
