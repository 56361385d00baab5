"""Units as laboratories write them, in UCUM where they mean one for certain."""

import re

from labresults import units

_KNOWN = re.compile(
    r"[munpf]?mol(/L|/mol|/mmol|/kg)?|[munpk]?g(/L|/dL|/mL|/kg|/mol|/mmol)?"
    r"|[mk]?U/L|U/mL|u?kat/L|[mk]?\[IU\]/L|\[IU\]/mL"
    r"|fL|m?L|/L|[mcn]?m|mm/h|s|min|h|%|kPa|mm\[Hg\]|Cel"
    r"|/min|mL/min(/\{1\.73_m2\})?|mosm/kg"
)
_OTHERS = {"mm/t": "mm/h", "mm/time": "mm/h", "mOsm/kg": "mosm/kg", "sek": "s", "sekund": "s"}
_POWER = re.compile(r"10(?:E|e|\^|#|\*|\*\*)\+?([0-9]{1,2})/(L|l|mL)")


def ucum(unit: str) -> str:
    """The code in UCUM; empty where it is not known what the unit means."""
    power = _POWER.fullmatch(unit)
    if power:
        return f"10*{power[1]}/{power[2].replace('l', 'L')}"
    found = units.code_of(_OTHERS.get(unit, unit), "", "")
    return found if _KNOWN.fullmatch(found) else ""
