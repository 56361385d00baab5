"""The organisations of Northern Norway in the cast: legal entity, sub-unit, department.

The public hospitals and municipalities exist; their numbers here are fictitious (see numbers.py),
as are the GP practice and the nursing home.
"""

from dataclasses import dataclass
from functools import cache

from demo.cast.numbers import organization_number, resh_number


@dataclass(frozen=True)
class Place:
    """What sort of care is given here: code 1303, and code and system of the practice setting."""

    facility: str
    facility_name: str
    practice: tuple[str, str, str] | None = None


HOSPITAL = Place(
    "86.101", "Alminnelige somatiske sykehus", ("8655", "A", "Andre helsehjelpsområder")
)
CLINIC = Place("86.212", "Somatiske poliklinikker", ("8655", "A", "Andre helsehjelpsområder"))
MENTAL = Place(
    "86.223", "Poliklinikker i psykisk helsevern for voksne", ("8655", "P", "Psykisk helsevern")
)
MENTAL_YOUNG = Place(
    "86.224",
    "Poliklinikker i psykisk helsevern for barn og unge",
    ("8655", "P", "Psykisk helsevern"),
)
LABORATORY = Place("86.906", "Medisinske laboratorietjenester")
AMBULANCE = Place("86.907", "Ambulansetjenester")
GENERAL_PRACTICE = Place("86.211", "Allmenn legetjeneste", ("8663", "KX17", "Fastlege"))
EMERGENCY_PRACTICE = Place("86.211", "Allmenn legetjeneste", ("8663", "KA02", "Legevakt"))
NURSING_HOME = Place("87.102", "Somatiske sykehjem", ("8663", "KP1", "Legetjeneste ved sykehjem"))
HOME_CARE = Place("86.901", "Hjemmesykepleie")
CHILD_HEALTH = Place("86.903", "Helsestasjons- og skolehelsetjeneste")
PHYSIOTHERAPY = Place("86.902", "Fysioterapitjeneste")

LEGAL, SUB_UNIT, DEPARTMENT = "legal-entity", "sub-unit", "department"


@dataclass(frozen=True)
class Organisation:
    slug: str
    name: str
    kind: str
    part_of: str | None
    organization_number: str | None
    resh: str | None
    town: str
    place: Place | None
    phone: str = ""


# Of legal entities: whom forms name when they answer elsewhere. Invented, as the numbers are.
_PHONES = {
    "unn": "77 00 00 01",
    "nlsh": "75 00 00 01",
    "finn": "78 00 00 01",
    "helg": "75 00 00 02",
    "tromso": "77 00 00 02",
    "legesenter": "77 00 00 03",
}
_UNN = "UNN Tromsø"
# slug, name, parent, town, place; the kind follows from the depth.
_ROWS: tuple[tuple[str, str, str | None, str, Place | None], ...] = (
    ("unn", "Universitetssykehuset Nord-Norge HF", None, "Tromsø", HOSPITAL),
    ("unn-tromso", _UNN, "unn", "Tromsø", HOSPITAL),
    ("unn-hjertepol", "Hjertemedisinsk poliklinikk", "unn-tromso", "Tromsø", CLINIC),
    ("unn-hjertepost", "Hjertemedisinsk sengepost", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-akutt", "Akuttmottaket", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-intensiv", "Intensivavdelingen", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-nyre", "Nyremedisinsk poliklinikk", "unn-tromso", "Tromsø", CLINIC),
    ("unn-nevro", "Nevrologisk poliklinikk", "unn-tromso", "Tromsø", CLINIC),
    ("unn-ortopedi", "Ortopedisk avdeling", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-kvinne", "Kvinneklinikken", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-barn", "Barneavdelingen", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-onh", "Øre-nese-hals-avdelingen", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-lunge", "Lungemedisinsk avdeling", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-allergi", "Regionalt allergisenter", "unn-tromso", "Tromsø", CLINIC),
    ("unn-hud", "Hudpoliklinikken", "unn-tromso", "Tromsø", CLINIC),
    ("unn-gastro", "Gastromedisinsk avdeling", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-geriatri", "Geriatrisk avdeling", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-genetikk", "Medisinsk genetisk avdeling", "unn-tromso", "Tromsø", CLINIC),
    ("unn-rontgen", "Røntgenavdelingen", "unn-tromso", "Tromsø", HOSPITAL),
    ("unn-lab", "Laboratoriemedisin", "unn-tromso", "Tromsø", LABORATORY),
    ("unn-patologi", "Klinisk patologi", "unn-tromso", "Tromsø", LABORATORY),
    ("unn-ambulanse", "Ambulanseavdelingen", "unn-tromso", "Tromsø", AMBULANCE),
    (
        "unn-dps",
        "Psykisk helse- og rusklinikken, voksenpoliklinikken",
        "unn-tromso",
        "Tromsø",
        MENTAL,
    ),
    ("unn-bup", "Barne- og ungdomspsykiatrisk poliklinikk", "unn-tromso", "Tromsø", MENTAL_YOUNG),
    ("unn-harstad", "UNN Harstad", "unn", "Harstad", HOSPITAL),
    ("unn-harstad-akutt", "Akuttmottaket", "unn-harstad", "Harstad", HOSPITAL),
    ("unn-harstad-med", "Medisinsk avdeling", "unn-harstad", "Harstad", HOSPITAL),
    ("unn-narvik", "UNN Narvik", "unn", "Narvik", HOSPITAL),
    ("unn-narvik-kir", "Kirurgisk avdeling", "unn-narvik", "Narvik", HOSPITAL),
    ("nlsh", "Nordlandssykehuset HF", None, "Bodø", HOSPITAL),
    ("nlsh-bodo", "Nordlandssykehuset Bodø", "nlsh", "Bodø", HOSPITAL),
    ("nlsh-akutt", "Akuttmottaket", "nlsh-bodo", "Bodø", HOSPITAL),
    ("nlsh-hjerte", "Hjertemedisinsk avdeling", "nlsh-bodo", "Bodø", HOSPITAL),
    ("nlsh-lofoten", "Nordlandssykehuset Lofoten", "nlsh", "Gravdal", HOSPITAL),
    ("nlsh-lofoten-med", "Medisinsk avdeling", "nlsh-lofoten", "Gravdal", HOSPITAL),
    ("finn", "Finnmarkssykehuset HF", None, "Hammerfest", HOSPITAL),
    ("finn-hammerfest", "Hammerfest sykehus", "finn", "Hammerfest", HOSPITAL),
    ("finn-akutt", "Akuttmottaket", "finn-hammerfest", "Hammerfest", HOSPITAL),
    ("finn-kirkenes", "Kirkenes sykehus", "finn", "Kirkenes", HOSPITAL),
    ("finn-kirkenes-med", "Medisinsk avdeling", "finn-kirkenes", "Kirkenes", HOSPITAL),
    ("helg", "Helgelandssykehuset HF", None, "Mo i Rana", HOSPITAL),
    ("helg-mo", "Helgelandssykehuset Mo i Rana", "helg", "Mo i Rana", HOSPITAL),
    ("helg-mo-akutt", "Akuttmottaket", "helg-mo", "Mo i Rana", HOSPITAL),
    ("helg-sandnessjoen", "Helgelandssykehuset Sandnessjøen", "helg", "Sandnessjøen", HOSPITAL),
    ("helg-sandnessjoen-kir", "Kirurgisk avdeling", "helg-sandnessjoen", "Sandnessjøen", HOSPITAL),
    ("tromso", "Tromsø kommune", None, "Tromsø", None),
    ("tromso-legevakt", "Legevakta i Tromsø", "tromso", "Tromsø", EMERGENCY_PRACTICE),
    ("tromso-legevakt-vakt", "Allmennlegevakt", "tromso-legevakt", "Tromsø", EMERGENCY_PRACTICE),
    ("tromso-sykehjem", "Nordlysåsen sykehjem", "tromso", "Tromsø", NURSING_HOME),
    ("tromso-sykehjem-2", "Avdeling Havblikk", "tromso-sykehjem", "Tromsø", NURSING_HOME),
    ("tromso-hjemme", "Hjemmetjenesten Tromsdalen", "tromso", "Tromsø", HOME_CARE),
    ("tromso-hjemme-ute", "Hjemmesykepleien, sone Øst", "tromso-hjemme", "Tromsø", HOME_CARE),
    ("tromso-helsestasjon", "Helsestasjonen Fastlandet", "tromso", "Tromsø", CHILD_HEALTH),
    ("tromso-skolehelse", "Skolehelsetjenesten", "tromso-helsestasjon", "Tromsø", CHILD_HEALTH),
    ("tromso-fysio", "Fysio- og ergoterapitjenesten", "tromso", "Tromsø", PHYSIOTHERAPY),
    ("legesenter", "Fløyfjell legesenter AS", None, "Tromsø", GENERAL_PRACTICE),
    ("legesenter-tromsdalen", "Fløyfjell legesenter", "legesenter", "Tromsø", GENERAL_PRACTICE),
)


@cache
def organisations() -> dict[str, Organisation]:
    """Every organisation by its short name, parents before their parts."""
    made: dict[str, Organisation] = {}
    for serial, (slug, name, parent, town, place) in enumerate(_ROWS):
        kind = _kind_below(made[parent].kind if parent else None)
        has_number = kind != DEPARTMENT
        made[slug] = Organisation(
            slug=slug,
            name=name,
            kind=kind,
            part_of=parent,
            organization_number=organization_number(serial) if has_number else None,
            resh=None if slug.startswith(("tromso", "legesenter")) else resh_number(serial),
            town=town,
            place=place,
            phone=_PHONES.get(slug, ""),
        )
    return made


def _kind_below(parent: str | None) -> str:
    return {None: LEGAL, LEGAL: SUB_UNIT, SUB_UNIT: DEPARTMENT}[parent]


def chain(slug: str) -> list[Organisation]:
    """The unit and what it is part of, up to the legal entity."""
    found = [organisations()[slug]]
    while found[-1].part_of:
        found.append(organisations()[found[-1].part_of])
    return found


def legal_entity(slug: str) -> Organisation:
    return chain(slug)[-1]
