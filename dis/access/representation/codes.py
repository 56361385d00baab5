"""Codes of who acts for whom: how a power of attorney was asked for, and who is appointed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AskedHow(models.TextChoices):
    """How the patient asked the helpline for it; empty where the patient did it here."""

    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by phone")


class Appointed(models.TextChoices):
    """As what somebody acts for a patient who cannot consent (code system 7611: TD and VE)."""

    NEXT_OF_KIN = "next-of-kin", _("Next of kin")
    GUARDIAN = "guardian", _("Guardian")
