"""Units as laboratories write them, in UCUM where they mean one for certain."""

import re

from labresults import units

_KNOWN = frozenset(
    (
        "mmol/L umol/L nmol/L pmol/L fmol/L mol/L mmol/mol umol/mmol mg/mmol g/mol mg/mol g/L g/dL"
        " mg/L mg/dL ug/L ng/L pg/L ng/mL pg/mL ug/mL mg/mL g/kg mmol/kg U/L kU/L mU/L U/mL kat/L"
        " ukat/L [IU]/L m[IU]/L k[IU]/L [IU]/mL fL pg mm cm m mm/h % s min h kPa mm[Hg] Cel mL L g"
        " mg kg /L /min mL/min mL/min/{1.73_m2} nm mosm/kg mmol umol nmol pmol"
    ).split()
)
_OTHERS = {"mm/t": "mm/h", "mm/time": "mm/h", "mOsm/kg": "mosm/kg", "sek": "s", "sekund": "s"}
_POWER = re.compile(r"10(?:E|e|\^|#|\*|\*\*)\+?([0-9]{1,2})/(L|l|mL)")


def ucum(unit: str) -> str:
    """The code in UCUM; empty where it is not known what the unit means."""
    power = _POWER.fullmatch(unit)
    if power:
        return f"10*{power[1]}/{power[2].replace('l', 'L')}"
    found = units.code_of(_OTHERS.get(unit, unit), "", "")
    return found if found in _KNOWN else ""
