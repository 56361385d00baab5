"""What becomes of a message, by which way, and why one was not sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")


class MessageState(models.TextChoices):
    """`sending` is on its way: where the process died with it, nobody knows whether it arrived,
    and the gateway is asked before it is sent again. `unknown` cannot be asked about, and is not
    repeated."""

    DUE = "due", _("Waits")
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Sent")
    NOT_SENT = "not-sent", _("Not sent")
    UNKNOWN = "unknown", _("Not known whether it arrived")
    FAILED = "failed", _("Failed")


# What is still to be done something about.
OPEN = (MessageState.DUE, MessageState.SENDING)


class WhyNot(models.TextChoices):
    """Why nothing was sent. None of these is a fault."""

    READ = "read", _("It had been read already.")
    TOGETHER = "together", _("One message told of several things.")
    DECEASED = "deceased", _("The person is dead.")
    YOUNG = "young", _("The person is under 16.")
    NOT_ACTIVE = "not-active", _("The person does not use the portal.")
    NO_CONTACT = "no-contact", _("The contact register has no telephone number or e-mail address.")
    NOT_CONFIRMED = "not-confirmed", _("What the contact register has is not confirmed.")
    NO_CARRIER = "no-carrier", _("The portal sends no messages of that kind.")
