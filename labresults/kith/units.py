"""Units as laboratories write them, in UCUM where they mean one for certain."""

import re

_SAME = frozenset(
    [
        "mmol/L",
        "umol/L",
        "nmol/L",
        "pmol/L",
        "fmol/L",
        "mol/L",
        "mmol/mol",
        "umol/mmol",
        "mg/mmol",
        "g/mol",
        "mg/mol",
        "g/L",
        "g/dL",
        "mg/L",
        "mg/dL",
        "ug/L",
        "ng/L",
        "pg/L",
        "ng/mL",
        "pg/mL",
        "ug/mL",
        "mg/mL",
        "g/kg",
        "mmol/kg",
        "U/L",
        "kU/L",
        "mU/L",
        "U/mL",
        "kat/L",
        "ukat/L",
        "fL",
        "pg",
        "mm",
        "cm",
        "m",
        "mm/h",
        "%",
        "s",
        "min",
        "h",
        "kPa",
        "mL",
        "L",
        "g",
        "mg",
        "kg",
        "/L",
        "1",
        "mL/min",
        "nm",
        "mosm/kg",
        "mmol",
        "umol",
        "nmol",
        "pmol",
    ]
)
_OTHERS = {
    "µmol/L": "umol/L",
    "μmol/L": "umol/L",
    "µg/L": "ug/L",
    "μg/L": "ug/L",
    "µkat/L": "ukat/L",
    "IU/L": "[IU]/L",
    "kIU/L": "k[IU]/L",
    "IE/L": "[IU]/L",
    "kIE/L": "k[IU]/L",
    "mIU/L": "m[IU]/L",
    "mIE/L": "m[IU]/L",
    "IU/mL": "[IU]/mL",
    "mm/t": "mm/h",
    "mm/time": "mm/h",
    "mL/min/1.73m2": "mL/min/{1.73_m2}",
    "mL/min/1,73m2": "mL/min/{1.73_m2}",
    "ml/min/1.73m2": "mL/min/{1.73_m2}",
    "ml/min/1,73m2": "mL/min/{1.73_m2}",
    "mOsm/kg": "mosm/kg",
    "mosmol/kg": "mosm/kg",
    "sek": "s",
    "sekund": "s",
}
_POWER = re.compile(r"10(?:E|e|\^|#|\*|\*\*)\+?(-?[0-9]{1,2})/(L|mL|uL)")


def ucum(unit: str) -> str:
    """The code in UCUM; empty where it is not known what the unit means."""
    if unit in _SAME:
        return unit
    power = _POWER.fullmatch(unit)
    if power:
        return f"10*{power[1]}/{power[2]}"
    return _OTHERS.get(unit, "")
