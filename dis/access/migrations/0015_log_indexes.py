"""Indexes by which the log of a patient is read, however long it and the whole log are."""

from django.db import migrations

# Who has looked, without the rows themselves: accesses by people, and nothing that systems did.
LOOKS = """
CREATE INDEX access_event_looks ON access_accessevent (patient_id, person_id, recorded_at DESC)
  INCLUDE (actor_name, legal_entity_id) WHERE is_permitted AND actor_kind <> 'system';
"""
# The few items that say more of an event than that something was shown.
MARKS = """
CREATE INDEX access_item_marks ON access_accessitem (patient_id, recorded_at DESC)
  WHERE outcome IN ('not-shown', 'unblocked');
"""
# What was shown under an event, found with it.
SHOWN = """
CREATE INDEX access_item_shown ON access_accessitem (event_id, recorded_at)
  WHERE outcome IN ('shown', 'not-shown');
"""
# Nothing asks for all that a person did. Where it was there, it was taken for a short way to what
# one person did with one patient, and read all that the person did with everybody.
PERSON = "CREATE INDEX access_event_person ON access_accessevent (person_id, recorded_at DESC)"


class Migration(migrations.Migration):
    dependencies = (("access", "0014_representation"),)
    operations = (
        migrations.RunSQL(LOOKS, "DROP INDEX access_event_looks"),
        migrations.RunSQL(MARKS, "DROP INDEX access_item_marks"),
        migrations.RunSQL(SHOWN, "DROP INDEX access_item_shown"),
        migrations.RunSQL("DROP INDEX access_event_person", PERSON),
    )
