from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fhirapi", "0009_used_codes")]

    operations = [
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=~models.Q(outcome="approved", decided_by_id=models.F("proposed_by_id")),
                name="fhirapi_proposal_two_persons",
            ),
        ),
    ]
