"""Why a result message waits, and what becomes of one that does."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    """Why a message waits."""

    UNKNOWN = "unknown", _("The patient is not known here")
    NO_NUMBER = "no-number", _("The national identity number cannot be used")


class Step(models.TextChoices):
    """What was done with a message that waited."""

    TAKEN_IN = "taken-in", _("Taken in: the patient became known")
    REFUSED = "refused", _("Could not be taken in")
    RETURNED = "returned", _("Returned to the sender")
    SETTLED = "settled", _("Settled in another way")
    REOPENED = "reopened", _("Put back in the list")


# What a person may choose, and what ends the waiting.
BY_HAND = (Step.RETURNED, Step.SETTLED)
ENDS = frozenset({Step.TAKEN_IN, Step.RETURNED, Step.SETTLED})
