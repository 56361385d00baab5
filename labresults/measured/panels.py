"""Panels: what is ordered by one code and answered by several analytes.

LOINC defines what each of these measures; here stand those of its parts that have a name here
(labresults.analytes). A laboratory may measure more, so no order for a panel is ever answered by
what is known of its parts. Sources: LOINC's panels, as laboratories publish them with their parts
(24325-3 and 24326-1: Labcorp, tests 322755 and 303754; 24331-1: Huntsville Hospital, LIPPR).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from labresults.groups import LOINC


@dataclass(frozen=True)
class Panel:
    """`key` stands in addresses, `keys` are those of the analytes that it covers."""

    key: str
    name: Any
    code: str
    keys: tuple[str, ...]


PANELS = (
    Panel(
        "panel-blood-cells",
        _("Blood count"),
        "58410-2",
        (
            *("hb", "leukocytes", "platelets", "erythrocytes", "haematocrit"),
            *("mcv", "mch", "mchc"),
        ),
    ),
    Panel("panel-salts", _("Salts in the blood"), "24326-1", ("sodium", "potassium", "chloride")),
    Panel(
        "panel-liver",
        _("Liver tests"),
        "24325-3",
        ("alat", "asat", "alp", "bilirubin", "albumin"),
    ),
    Panel(
        "panel-lipids",
        _("Fats in the blood"),
        "24331-1",
        ("cholesterol", "ldl", "hdl", "triglycerides"),
    ),
)
OF_CODES: Mapping[tuple[str, str], Panel] = {(LOINC, each.code): each for each in PANELS}
OF_KEYS: Mapping[str, Panel] = {each.key: each for each in PANELS}
