"""Codes of subscriptions: where they stand, what became of each notice, and why one failed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """FHIR's codes (SubscriptionStatus)."""

    REQUESTED = "requested", _("Being set up")
    ACTIVE = "active", _("Active")
    ERROR = "error", _("Stopped by a fault")
    OFF = "off", _("Switched off")


# Of these something is still to be told, now or later.
LISTENING = (Status.REQUESTED, Status.ACTIVE, Status.ERROR)


class State(models.TextChoices):
    """What became of a notice."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    # Not for this system when its turn came, or not what it has asked for.
    LEFT_OUT = "left-out", _("Left out")
    DEAD = "dead", _("Not delivered")
    GIVEN_UP = "given-up", _("Given up")


class Payload(models.TextChoices):
    """How much a notification tells (backport-payload-content)."""

    EMPTY = "empty", _("That something is new")
    ID_ONLY = "id-only", _("What is new, by its id")


class Cause(models.TextChoices):
    """Why something was not delivered, or a subscription stands where it does."""

    ANSWER = "answer", _("The system answered with a fault")
    REDIRECT = "redirect", _("The system pointed to another address")
    TIMEOUT = "timeout", _("The system did not answer in time")
    CONNECTION = "connection", _("The system could not be reached")
    CERTIFICATE = "certificate", _("The certificate of the system is not good")
    ADDRESS = "address", _("The address leads into a closed network")
    NAME = "name", _("The name of the address is not known")
    SECRET = "secret", _("The secret of the address cannot be opened")
    FILTER = "filter", _("A filter is no longer understood")
    ENDPOINT = "endpoint", _("The address is no longer registered")
    CLIENT = "client", _("The system is no longer registered")
    BACKLOG = "backlog", _("Too much was waiting")
    UNATTENDED = "unattended", _("Nobody mended the fault in time")
    ENDED = "ended", _("It has ended, as the system asked for")
    STOPPED = "stopped", _("An administrator switched it off")
    WITHDRAWN = "withdrawn", _("The system switched it off")
