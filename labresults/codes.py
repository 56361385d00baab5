"""Statuses of R4 for results and orders, with which kind of documents a result is closed, and when
a patient sees it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

OBSERVATION_STATUSES = (
    *("registered", "preliminary", "final", "amended", "corrected", "cancelled"),
    *("entered-in-error", "unknown"),
)
REPORT_STATUSES = (
    *("registered", "partial", "preliminary", "final", "amended", "corrected", "appended"),
    *("cancelled", "entered-in-error", "unknown"),
)
REQUEST_STATUSES = (
    *("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"),
)
# The kinds of documents (9602, level 1) that results belong to, by FHIR's codes of category: who
# has closed one of them to clinicians has closed the results too.
RESULTS, ORGANS, PICTURES, CHARTS, LETTERS = "C00-1", "D00-1", "E00-1", "F00-1", "I00-1"
CATEGORIES = {
    **dict.fromkeys(("laboratory", "LAB", "CH", "HM", "MB", "SP", "CP", "GE", "BLB"), RESULTS),
    **dict.fromkeys(("CLIN", "MBIO", "CYTO", "PAT", "HLAB", "HPAT", "BLD", "IMM", "VR"), RESULTS),
    **dict.fromkeys(("imaging", "RAD", "CT", "NMR", "RUS", "NMS", "CUS"), PICTURES),
    **dict.fromkeys(("HRAD", "UL", "MR", "RX", "NM"), PICTURES),
    **dict.fromkeys(("procedure", "CG", "EC", "PF"), ORGANS),
    **dict.fromkeys(("vital-signs", "survey", "exam", "therapy", "activity"), CHARTS),
}


class Release(models.TextChoices):
    """When a patient sees a result: the four ways of norway.md 3."""

    AT_ONCE = "at-once", _("At once")
    AFTER_DAYS = "after-days", _("After a number of days, or sooner when somebody releases it")
    MANUAL = "manual", _("When somebody releases it")
    NEVER = "never", _("Never here")


# The categories for which it is decided when patients see results, with the groups of each
# (labresults.groups); what is not lifted out of its text yet is among the others.
LABORATORY, OTHERS = "laboratory", "other"
GROUPS_OF = {
    LABORATORY: (
        *("blood", "inflammation", "coagulation", "kidney", "salts", "liver", "heart", "diabetes"),
        *("lipids", "thyroid", "vitamins", "hormones", "urine", "chemistry", "immunology"),
    ),
    "quick": ("quick",),
    "microbiology": ("microbiology",),
    "blood-bank": ("blood-bank",),
    "imaging": ("imaging",),
    "pathology": ("pathology", "tumour"),
    "genetics": ("genetics",),
    "organs": ("organs",),
    "measurements": ("measurements", "habits"),
    OTHERS: ("other", ""),
}
CATEGORY_NAMES = {
    LABORATORY: _("Blood and urine samples"),
    "quick": _("Quick tests"),
    "microbiology": _("Bacteria and viruses"),
    "blood-bank": _("Blood type and blood bank"),
    "imaging": _("X-ray and other pictures"),
    "pathology": _("Tissue and cell samples"),
    "genetics": _("Gene tests"),
    "organs": _("Examinations of organs"),
    "measurements": _("Measurements"),
    OTHERS: _("Other results"),
}
CATEGORY_OF = {group: category for category, groups in GROUPS_OF.items() for group in groups}
# Until an administrator decides: Norway has no national number of days. Fourteen days is what one
# region gives its doctors for answers that should be explained first.
FIRST_DAYS = 14
WAITS_AT_FIRST = ("imaging", "pathology", "genetics")
# What has the last word on when a patient sees a result that stands in such a report.
REPORTED = frozenset({"microbiology", "pathology", "imaging", "genetics"})
