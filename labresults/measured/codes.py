"""For how long an answer counts until an administrator decides, with the source; and what becomes
of a hint. Norway has no national table: these are for stable patients, and short."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 3650
_LEEDS = (
    "Leeds Teaching Hospitals NHS Trust: Re-testing guidance for stable in-patients",
    "https://www.pathology.leedsth.nhs.uk/pathology/Departments/BloodSciences/"
    "RetestingGuidanceforstableinpatients.aspx",
)
_JCP = ("Journal of Clinical Pathology: Common minimum retest intervals (table 3)", "")


@dataclass(frozen=True)
class Period:
    """So many days an answer counts as measured already; 0: no hint is given."""

    key: str
    days: int = 0
    source: str = ""
    source_url: str = ""


def _periods(days: int, source: tuple[str, str], *keys: str) -> list[Period]:
    return [Period(key, days, *source) for key in keys]


# By the key of an analyte (labresults.analytes). What is not here gives no hint.
FIRST = {
    each.key: each
    for each in (
        *_periods(1, _LEEDS, "hb", "leukocytes", "platelets", "erythrocytes", "haematocrit"),
        *_periods(1, _LEEDS, "creatinine", "creatinine-mass", "urea", "sodium", "potassium"),
        *_periods(2, _LEEDS, "crp", "alat", "asat", "gt", "alp", "bilirubin", "albumin"),
        *_periods(2, _LEEDS, "calcium", "magnesium"),
        *_periods(7, _LEEDS, "sr"),
        *_periods(21, _LEEDS, "ferritin", "folate"),
        *_periods(21, _JCP, "cea"),
        *_periods(28, _LEEDS, "cholesterol", "ldl", "hdl", "triglycerides", "vitamin-d"),
        *_periods(28, _LEEDS, "igg", "iga", "igm"),
        *_periods(28, _JCP, "tsh", "ft4"),
        *_periods(40, _LEEDS, "hba1c", "hba1c-percent"),
        *_periods(56, _LEEDS, "b12"),
    )
}


class Fate(models.TextChoices):
    """What the clinician did with a hint."""

    USED = "used", _("Used the result")
    ORDERED = "ordered", _("Ordered all the same")


class Way(models.TextChoices):
    """Where the hint stood."""

    PAGE = "page", _("On a page here")
    SYSTEM = "system", _("In an ordering system")


OVERRIDE_SYSTEM = "https://dis.example/fhir/CodeSystem/already-measured-override"
# Why a clinician orders all the same, as an ordering system may ask it.
OVERRIDES = {
    "changed": _("The patient's condition has changed"),
    "course": _("The course is being followed"),
    "doubt": _("The result is in doubt"),
    "other": _("Another reason"),
}
