"""Where an app is opened from beside a record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("fhirapi", "0003_index"),)

    operations = (
        migrations.AddField(
            model_name="app",
            name="launch_url",
            field=models.CharField(blank=True, max_length=500),
        ),
    )
