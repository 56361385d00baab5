"""Who works where: health personnel who treat and write, and those who run the portal."""

from dataclasses import dataclass
from functools import cache

from demo.cast.numbers import hpr_number

DOCTOR = ("LE", "Lege")
NURSE = ("SP", "Sykepleier")
MIDWIFE = ("JO", "Jordmor")
PSYCHOLOGIST = ("PS", "Psykolog")
PHYSIOTHERAPIST = ("FT", "Fysioterapeut")
PARAMEDIC = ("AA", "Ambulansearbeider")
SECRETARY = ("HE", "Helsesekretær")
OCCUPATIONAL = ("ET", "Ergoterapeut")
DIETITIAN = ("KE", "Klinisk ernæringsfysiolog")


@dataclass(frozen=True)
class Worker:
    """Somebody with an authorisation and roles in units; person_slug when they open records."""

    slug: str
    given: str
    family: str
    gender: str
    profession: tuple[str, str]
    units: tuple[str, ...]
    title: str
    hpr_number: str
    person_slug: str | None = None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


_F, _M = "female", "male"
# slug, given, family, gender, profession, units, title under a note
_ROWS: tuple[tuple[str, str, str, str, tuple[str, str], str, str], ...] = (
    ("berg", "Ingrid", "Berg", _F, DOCTOR, "unn-hjertepol", "overlege"),
    ("dahl", "Jonas", "Dahl", _M, DOCTOR, "nlsh-akutt", "lege i spesialisering"),
    ("fastlege", "Marit", "Sollid", _F, DOCTOR, "legesenter-tromsdalen", "fastlege, spesialist"),
    ("legevakt", "Henrik", "Åsen", _M, DOCTOR, "tromso-legevakt-vakt", "legevaktslege"),
    ("sykepleier", "Hanne", "Myrvold", _F, NURSE, "tromso-sykehjem-2", "sykepleier"),
    ("sekretar", "Torill", "Bakkejord", _F, SECRETARY, "unn-hjertepol", "helsesekretær"),
    (
        "strom",
        "Eivind",
        "Strøm",
        _M,
        DOCTOR,
        "unn-hjertepost unn-hjertepol",
        "overlege, elektrofysiologi",
    ),
    ("jakobsen", "Lene", "Jakobsen", _F, DOCTOR, "unn-akutt", "lege i spesialisering"),
    ("rognmo", "Ketil", "Rognmo", _M, DOCTOR, "unn-intensiv unn-ortopedi", "overlege, anestesi"),
    ("tveit", "Anne Grete", "Tveit", _F, DOCTOR, "unn-nyre", "overlege"),
    ("nilsen", "Bård", "Nilsen", _M, DOCTOR, "unn-nevro", "overlege"),
    ("hauge", "Trygve", "Hauge", _M, DOCTOR, "unn-ortopedi", "overlege"),
    ("eliassen", "Maiken", "Eliassen", _F, DOCTOR, "unn-kvinne", "overlege"),
    ("johnsen", "Ragnhild", "Johnsen", _F, MIDWIFE, "unn-kvinne", "jordmor"),
    ("pedersen", "Vegard", "Pedersen", _M, DOCTOR, "unn-barn unn-kvinne", "overlege"),
    ("larsen", "Camilla", "Larsen", _F, DOCTOR, "unn-onh", "overlege"),
    ("kristiansen", "Odd", "Kristiansen", _M, DOCTOR, "unn-lunge", "overlege"),
    ("sandmo", "Liv", "Sandmo", _F, DOCTOR, "unn-allergi", "overlege"),
    ("wang", "Mei", "Wang", _F, DOCTOR, "unn-hud", "lege i spesialisering"),
    ("furu", "Sverre", "Furu", _M, DOCTOR, "unn-gastro", "overlege"),
    ("iversen", "Gro", "Iversen", _F, DOCTOR, "unn-geriatri", "overlege"),
    ("holm", "Tuva", "Holm", _F, DOCTOR, "unn-genetikk", "overlege"),
    ("mikkelsen", "Arvid", "Mikkelsen", _M, DOCTOR, "unn-rontgen", "overlege, radiologi"),
    ("bredesen", "Astri", "Bredesen", _F, DOCTOR, "unn-rontgen", "overlege, radiologi"),
    ("aas", "Kjersti", "Aas", _F, DOCTOR, "unn-lab", "overlege, medisinsk biokjemi"),
    ("ravn", "Steinar", "Ravn", _M, DOCTOR, "unn-lab", "overlege, mikrobiologi"),
    ("olafsen", "Birgit", "Olafsen", _F, DOCTOR, "unn-patologi", "overlege, patologi"),
    ("martinsen", "Geir", "Martinsen", _M, PARAMEDIC, "unn-ambulanse", "ambulansearbeider"),
    ("heggelund", "Ida", "Heggelund", _F, PSYCHOLOGIST, "unn-dps", "psykologspesialist"),
    ("brox", "Magnar", "Brox", _M, DOCTOR, "unn-dps", "overlege, psykiatri"),
    ("lund", "Vilde", "Lund", _F, PSYCHOLOGIST, "unn-bup", "psykolog"),
    ("antonsen", "Kine", "Antonsen", _F, NURSE, "unn-hjertepost", "sykepleier"),
    ("sorensen", "Even", "Sørensen", _M, NURSE, "unn-hjertepol", "sykepleier, hjertesvikt"),
    ("hansen", "Bente", "Hansen", _F, PHYSIOTHERAPIST, "unn-lunge", "fysioterapeut"),
    ("nygard", "Sigrun", "Nygård", _F, OCCUPATIONAL, "unn-geriatri", "ergoterapeut"),
    ("thoresen", "Kaia", "Thoresen", _F, DIETITIAN, "unn-nyre", "klinisk ernæringsfysiolog"),
    ("skog", "Mona", "Skog", _F, NURSE, "unn-kvinne", "anestesisykepleier"),
    ("balto", "Inger Elle", "Balto", _F, DOCTOR, "finn-akutt finn-kirkenes-med", "overlege"),
    ("ellingsen", "Frode", "Ellingsen", _M, DOCTOR, "helg-mo-akutt", "lege i spesialisering"),
    ("nordang", "Berit", "Nordang", _F, DOCTOR, "helg-sandnessjoen-kir", "overlege"),
    ("falch", "Petter", "Falch", _M, DOCTOR, "unn-harstad-akutt unn-harstad-med", "overlege"),
    ("skjelvik", "Tone", "Skjelvik", _F, DOCTOR, "unn-narvik-kir", "overlege"),
    ("aakre", "Oddbjørn", "Åkre", _M, DOCTOR, "nlsh-lofoten-med", "overlege"),
    ("saether", "Nina", "Sæther", _F, DOCTOR, "nlsh-hjerte nlsh-akutt", "overlege"),
    ("voll", "Pernille", "Voll", _F, DOCTOR, "tromso-legevakt-vakt", "legevaktslege"),
    ("dypvik", "Arne", "Dypvik", _M, DOCTOR, "tromso-sykehjem-2", "tilsynslege"),
    ("jenssen", "Mariann", "Jenssen", _F, NURSE, "tromso-hjemme-ute", "sykepleier"),
    (
        "evensen",
        "Kristin",
        "Evensen",
        _F,
        NURSE,
        "tromso-skolehelse tromso-helsestasjon",
        "helsesykepleier",
    ),
    ("strand-h", "Lillian", "Strandskog", _F, NURSE, "tromso-helsestasjon", "helsesykepleier"),
    ("moen", "Espen", "Moen", _M, PHYSIOTHERAPIST, "tromso-fysio", "fysioterapeut"),
    ("figenschau", "Randi", "Figenschau", _F, NURSE, "unn-ortopedi unn-akutt", "sykepleier"),
    ("vikar", "Johannes", "Kleppe", _M, DOCTOR, "legesenter-tromsdalen", "vikarlege"),
)

SIGNING_IN = ("berg", "dahl", "fastlege", "legevakt", "sykepleier", "sekretar")
# These open records too: what a privacy officer sees is not only what those above have done.
OPENING = ("jakobsen",)


@dataclass(frozen=True)
class PortalRole:
    """A role in the portal itself; FHIR has no code for it, so the seed command makes it."""

    person_slug: str
    code: str
    unit: str


PORTAL_ROLES = (
    PortalRole("lie", "administrator", "unn"),
    PortalRole("moe", "administrator", "unn"),
    PortalRole("vik", "privacy-officer", "unn"),
    PortalRole("strand", "helpline", "unn"),
)


@cache
def workers() -> dict[str, Worker]:
    """Everybody who writes in a record, by short name."""
    return {
        slug: Worker(
            slug=slug,
            given=given,
            family=family,
            gender=gender,
            profession=profession,
            units=tuple(units.split()),
            title=title,
            hpr_number=hpr_number(4_000_003 + 7919 * serial),
            person_slug=slug if slug in {*SIGNING_IN, *OPENING} else None,
        )
        for serial, (slug, given, family, gender, profession, units, title) in enumerate(_ROWS)
    }
