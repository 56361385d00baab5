"""Substances that reactions are registered to, with ATC codes, and what is typed read as one."""

import re

# WHO ATC, groups and single substances; a help in typing, and no register of medicines.
SUBSTANCES = {
    "J01C": "Penicilliner",
    "J01CE": "Penicillin V og G",
    "J01CA04": "Amoksicillin",
    "J01CF": "Kloksacillin og dikloksacillin",
    "J01D": "Kefalosporiner",
    "J01DH": "Karbapenemer",
    "J01FA": "Makrolider",
    "J01FA01": "Erytromycin",
    "J01EE01": "Trimetoprim-sulfa",
    "J01E": "Sulfonamider og trimetoprim",
    "J01AA02": "Doksysyklin",
    "J01MA02": "Ciprofloksacin",
    "J01XA01": "Vankomycin",
    "J01XE01": "Nitrofurantoin",
    "B01AC06": "Acetylsalisylsyre",
    "B01AF02": "Apiksaban",
    "B01AA03": "Warfarin",
    "B01AB": "Heparin",
    "M01A": "Betennelsesdempende midler (NSAID)",
    "M01AE01": "Ibuprofen",
    "M01AB05": "Diklofenak",
    "M01AE02": "Naproksen",
    "N02BE01": "Paracetamol",
    "N02A": "Opioider",
    "N02AA01": "Morfin",
    "R05DA04": "Kodein",
    "N02AX02": "Tramadol",
    "C09A": "ACE-hemmere",
    "C09AA05": "Ramipril",
    "C09C": "Angiotensin II-blokkere",
    "C08CA01": "Amlodipin",
    "C07AB02": "Metoprolol",
    "C10AA": "Statiner",
    "C10AA05": "Atorvastatin",
    "C01BD01": "Amiodaron",
    "C03CA01": "Furosemid",
    "A02BC": "Protonpumpehemmere",
    "A10BA02": "Metformin",
    "N01BB": "Lokalbedøvelse av amidtypen",
    "N01AX10": "Propofol",
    "M03AB01": "Suksameton",
    "N03AF01": "Karbamazepin",
    "N03AB02": "Fenytoin",
    "N03AX09": "Lamotrigin",
    "V08A": "Røntgenkontrast med jod",
    "V08CA": "Kontrast med gadolinium",
    "L04AX03": "Metotreksat",
    "H02AB06": "Prednisolon",
}
_CODED = re.compile(r"^(.*?)\s*\(?\b([A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)\)?$")
_BY_NAME = {name.casefold(): code for code, name in SUBSTANCES.items()}
CHOICES = tuple(f"{name} ({code})" for code, name in sorted(SUBSTANCES.items(), key=lambda x: x[1]))


def read(typed: str) -> tuple[str, str]:
    """The name and the ATC code of what was typed: `Penicilliner (J01C)`, a code alone, or a name
    that is known. Without a code only its words are known."""
    words = " ".join(typed.split())
    match = _CODED.fullmatch(words)
    if match:
        name, code = match[1].strip(" ,("), match[2]
        return name or SUBSTANCES.get(code, code), code
    return words, _BY_NAME.get(words.casefold(), "")
