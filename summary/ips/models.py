"""The tables of vaccines, procedures, summaries that others have made, and links to the summary.
Private to `summary`."""

from django.db import models

from access.codes import Kind
from access.models.settings import PatientSetting
from access.received import ReceivedRecord
from common.models import newest_first
from summary.ips.codes import FIRST_ATTEMPTS


class Immunization(ReceivedRecord):
    """A vaccine that was given, or was not."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), name="summary_immunization_key"
            ),
        )
        indexes = newest_first("summary_immunization")


class Procedure(ReceivedRecord):
    """An operation, or something else that was done to the patient."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_procedure_key"),
        )
        indexes = newest_first("summary_procedure")


class Composition(ReceivedRecord):
    """The first part of a document of FHIR, as somebody else has put it together."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_composition_key"),
        )
        indexes = newest_first("summary_composition")


class SharedLink(PatientSetting):
    """A link by which somebody who does not sign in opens the summary, with a passcode.

    The summary stands nowhere: it is made when the link is opened. The secret of the link is known
    to whom the patient gives it. Here is its `digest`, by which the link is found, and the `salt`
    from which, together with that secret, the key of the answers comes: neither opens anything.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    salt = models.BinaryField(max_length=32)
    passcode = models.CharField(max_length=200)
    label = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    until = models.DateTimeField()
    openings = models.PositiveSmallIntegerField()

    class Meta(PatientSetting.Meta):
        indexes = (models.Index(fields=("patient", "-start"), name="summary_sharedlink_newest"),)


class LinkGuard(models.Model):
    """How often a link may still be opened, and how many wrong passcodes it still bears.

    Counted before anything is known of who asks, and so in a table that knows no patient.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    openings_left = models.PositiveSmallIntegerField()
    attempts_left = models.PositiveSmallIntegerField(default=FIRST_ATTEMPTS)
    tried_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.openings_left} openings, {self.attempts_left} attempts"
