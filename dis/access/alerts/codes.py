"""Codes of alerts about unusual reading: the rules, the states, and what a limit does."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    """Why a reading is unusual. The order is that in which pages name them."""

    FAMILY = "family", _("Close family")
    HOUSEHOLD = "household", _("Lives at the same address")
    UNIT_COLLEAGUE = "unit-colleague", _("Colleague in the same unit")
    COLLEAGUE = "colleague", _("Colleague in the same organisation")
    PUBLIC = "public", _("Somebody whom many know of")
    FORMER = "former", _("Treatment ended long ago")
    REPEATED = "repeated", _("Read on several days without a care relation")
    UNRELATED = "unrelated", _("Opened without a care relation")
    HOUR = "hour", _("Many records in an hour")
    MANY_UNRELATED = "many-unrelated", _("Many records without a care relation")


class AlertState(models.TextChoices):
    """How far an alert has come."""

    NEW = "new", _("New")
    LOOKED_INTO = "looked-into", _("Being looked into")
    IN_ORDER = "in-order", _("In order")
    NOT_IN_ORDER = "not-in-order", _("Not in order")


OPEN = (AlertState.NEW, AlertState.LOOKED_INTO)
DECIDED = (AlertState.IN_ORDER, AlertState.NOT_IN_ORDER)


class Policy(models.TextChoices):
    """What happens to a practitioner who opens more records in an hour than the limit."""

    OFF = "off", _("Nothing")
    ALERT = "alert", _("An alert is raised")
    CONFIRM = "confirm", _("An alert is raised, and the practitioner must confirm the need")
    STOP = "stop", _("An alert is raised, and only emergencies open")


class Step(models.TextChoices):
    """Which way the figures were changed: whether less is found than before, or more."""

    LOOSER = "looser", _("Less is found")
    STRICTER = "stricter", _("More is found")
    BOTH = "both", _("Some more, some less")
