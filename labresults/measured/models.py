"""The tables of hints and of orders that were not sent because of one. Private to `labresults`."""

from django.db import models

from access.codes import Kind
from access.records import PatientRecord
from common import clock
from labresults.measured.codes import Fate, Way


class HintCard(PatientRecord):
    """A hint that was given to an ordering system, so that its answer can be understood: about
    which result, and to whom."""

    kind = Kind.RESULTS
    written_by_readers = True
    made_at = models.DateTimeField(default=clock.now)
    analyte = models.CharField(max_length=40)
    result_id = models.UUIDField()
    person_id = models.UUIDField()


class AvoidedOrder(PatientRecord):
    """That somebody used a result instead of ordering a new one, or ordered all the same. One for
    each person, result, fate and day: its id says so, and pressing twice makes no second."""

    kind = Kind.RESULTS
    written_by_readers = True
    recorded_at = models.DateTimeField(default=clock.now)
    fate = models.CharField(max_length=10, choices=Fate)
    way = models.CharField(max_length=10, choices=Way)
    reason = models.CharField(max_length=20, blank=True)
    analyte = models.CharField(max_length=40)
    result_id = models.UUIDField()
    result_version = models.PositiveIntegerField()
    person_id = models.UUIDField()
    author_name = models.CharField(max_length=400)
    unit_id = models.UUIDField()
    unit_name = models.CharField(max_length=300)
    legal_entity_id = models.UUIDField()

    class Meta(PatientRecord.Meta):
        indexes = (
            models.Index(fields=("legal_entity_id", "recorded_at"), name="labresults_avoided_of"),
            models.Index(fields=("patient", "result_id"), name="labresults_avoided_result"),
        )
