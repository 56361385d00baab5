"""Names of the groups of results, as people read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

GROUP_NAMES = {
    "blood": _("Blood cells and iron"),
    "inflammation": _("Inflammation"),
    "coagulation": _("Blood clotting"),
    "kidney": _("Kidneys"),
    "salts": _("Salts"),
    "liver": _("Liver"),
    "heart": _("Heart"),
    "diabetes": _("Blood sugar"),
    "lipids": _("Fat in the blood"),
    "thyroid": _("Thyroid gland"),
    "vitamins": _("Vitamins"),
    "hormones": _("Hormones"),
    "immunology": _("Immune system"),
    "tumour": _("Tumour markers"),
    "urine": _("Urine"),
    "chemistry": _("Other blood samples"),
    "blood-bank": _("Blood type and blood bank"),
    "genetics": _("Gene tests"),
    "quick": _("Quick tests"),
    "microbiology": _("Bacteria and viruses"),
    "pathology": _("Tissue and cell samples"),
    "imaging": _("X-ray and other pictures"),
    "organs": _("Examinations of organs"),
    "measurements": _("Measurements"),
    "habits": _("Habits and answers"),
}


def group_name(group: str) -> Any:
    return GROUP_NAMES.get(group, _("Other results"))
