"""Who is treated where, since when and by whom: care relations beside what the documents tell."""

from dataclasses import dataclass
from datetime import time

EPISODE, TEAM = "EpisodeOfCare", "CareTeam"


@dataclass(frozen=True)
class Relation:
    """Days are counted back from today; until_days_ago is None while the relation lasts."""

    kind: str
    patient: str
    unit: str
    workers: tuple[str, ...]
    since_days_ago: int
    until_days_ago: int | None
    name: str


def _gp(patient: str, since_days_ago: int) -> Relation:
    return Relation(
        EPISODE, patient, "legesenter-tromsdalen", ("fastlege",), since_days_ago, None, "Fastlege"
    )


def _heart(patient: str, worker: str, since_days_ago: int, until: int | None = None) -> Relation:
    name = "Oppfølging ved hjertemedisinsk poliklinikk"
    return Relation(EPISODE, patient, "unn-hjertepol", (worker,), since_days_ago, until, name)


RELATIONS = (
    _gp("kari", 4200),
    _gp("ola", 4200),
    _gp("nils", 4200),
    _gp("lise", 2190),
    _gp("astrid", 3650),
    _gp("kari-nordlie", 2900),
    _gp("gunnar", 2500),
    _gp("berg", 1800),
    _heart("kari", "berg", 1147),
    Relation(
        TEAM,
        "kari",
        "unn-hjertepol",
        ("berg", "strom", "sorensen"),
        1147,
        None,
        "Team for hjerterytme",
    ),
    Relation(
        EPISODE, "kari", "unn-nyre", ("tveit", "thoresen"), 1620, None, "Oppfølging av nyresykdom"
    ),
    Relation(EPISODE, "kari", "unn-ortopedi", ("hauge",), 3569, 3519, "Brudd i håndledd"),
    Relation(EPISODE, "kari", "unn-dps", ("heggelund",), 642, 516, "Samtalebehandling"),
    Relation(EPISODE, "kari", "unn-hud", ("wang",), 19, None, "Føflekk til undersøkelse"),
    Relation(EPISODE, "nils", "unn-barn", ("pedersen",), 3680, 930, "Astma"),
    Relation(EPISODE, "lise", "unn-onh", ("larsen",), 800, 586, "Store mandler"),
    _heart("astrid", "berg", 2930, 420),
    Relation(
        EPISODE,
        "astrid",
        "tromso-hjemme-ute",
        ("jenssen",),
        2485,
        489,
        "Hjemmesykepleie",
    ),
    Relation(
        EPISODE,
        "astrid",
        "tromso-sykehjem-2",
        ("sykepleier", "dypvik"),
        385,
        None,
        "Langtidsopphold",
    ),
    Relation(
        TEAM,
        "astrid",
        "tromso-sykehjem-2",
        ("sykepleier", "dypvik"),
        385,
        None,
        "Primærgruppe Havblikk",
    ),
    Relation(EPISODE, "torvald", "tromso-sykehjem-2", ("dypvik",), 900, 96, "Langtidsopphold"),
    _heart("elle", "berg", 560),
    _heart("rahkkel", "berg", 440),
    _heart("issat", "strom", 41),
    _heart("anne-katharina", "berg", 196),
    _heart("solveig", "sorensen", 405),
    _heart("gunnar", "berg", 400),
    _heart("synnove", "berg", 1500),
    _heart("tor-erik", "sorensen", 700),
    _heart("bjorg", "sorensen", 1200),
    _heart("abdi", "berg", 90),
    _heart("niillas", "berg", 700, 340),
    Relation(EPISODE, "jonathan", "unn-bup", ("lund",), 215, 147, "BUP"),
    Relation(EPISODE, "roar", "unn-dps", ("brox",), 1900, None, "Psykisk helsevern"),
    Relation(EPISODE, "kenneth", "unn-dps", ("brox",), 300, None, "Psykisk helsevern"),
    Relation(EPISODE, "oksana", "unn-kvinne", ("johnsen",), 120, None, "Svangerskap"),
)


@dataclass(frozen=True)
class Visit:
    """A visit on the day of the cast: what the record system calls planned until it is over."""

    patient: str
    unit: str
    worker: str
    start: time
    minutes: int


VISITS = (
    Visit("gunnar", "unn-hjertepol", "berg", time(9, 0), 30),
    Visit("elle", "unn-hjertepol", "berg", time(13, 15), 45),
    Visit("abdi", "unn-hjertepol", "berg", time(15, 30), 30),
    Visit("solveig", "unn-hjertepol", "berg", time(23, 0), 59),
)


@dataclass(frozen=True)
class Kinship:
    """Somebody is a relative of the patient; the code is HL7's role code, seen from the patient."""

    patient: str
    relative: str
    code: str
    display: str


KINSHIPS = (
    Kinship("nils", "kari", "MTH", "mother"),
    Kinship("nils", "ola", "FTH", "father"),
    Kinship("lise", "kari", "MTH", "mother"),
    Kinship("lise", "ola", "FTH", "father"),
    Kinship("astrid", "kari", "DAUC", "daughter"),
    Kinship("gunnar", "jakobsen", "DAUC", "daughter"),
    Kinship("kari", "ola", "HUSB", "husband"),
    Kinship("ola", "kari", "WIFE", "wife"),
)
