"""States of a review, and the keys and limits that it goes by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# A setting of the legal entity (people.UnitSetting): within how many days openings are reviewed.
DAYS_SETTING = "access.review-days"
DEFAULT_DAYS = 14
WORDS_LENGTH = 2000


class ReviewStatus(models.TextChoices):
    """How far a review has come. An answer that is waited for is no decision."""

    OPEN = "open", _("Not reviewed")
    ASKED = "asked", _("Waits for an answer from the leader")
    IN_ORDER = "in-order", _("In order")
    NOT_IN_ORDER = "not-in-order", _("Not in order")


UNDECIDED = (ReviewStatus.OPEN, ReviewStatus.ASKED)
DECIDED = (ReviewStatus.IN_ORDER, ReviewStatus.NOT_IN_ORDER)
