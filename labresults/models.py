"""The tables of results and what was ordered. Private to `labresults`."""

from django.db import models

from access.codes import Kind
from access.received import ReceivedRecord
from common.models import newest_first


class Observation(ReceivedRecord):
    """One measured or observed thing, with its value and limits in the text as received."""

    kind = Kind.RESULTS

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), name="labresults_observation_key"
            ),
        )
        indexes = newest_first("labresults_obs")


class DiagnosticReport(ReceivedRecord):
    """What a laboratory or another department answers, with its Observations by reference."""

    kind = Kind.RESULTS

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="labresults_report_key"),
        )
        indexes = newest_first("labresults_report")


class ServiceRequest(ReceivedRecord):
    """What somebody has ordered for the patient: an examination, a referral."""

    kind = Kind.RESULTS

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="labresults_request_key"),
        )
        indexes = newest_first("labresults_request")
