"""Makes the summary under a Grant, in one language: what document, page and PDF show."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from access import selectors as access_selectors
from access.codes import Audience
from access.grant import Grant
from common import clock
from people import identity
from people.codes import AddressConfidentiality, Gender
from summary.ips import gathering, telling
from summary.ips.codes import BY_KEY, SECTIONS, UNAVAILABLE, WITHHELD, Section
from summary.ips.gathering import Found
from summary.ips.reading import Entry

LANGUAGES: Mapping[str, str] = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_OTHER_NAMES = {"no": "nb"}
_OPEN = frozenset({AddressConfidentiality.UNCLASSIFIED, AddressConfidentiality.CLIENT})


@dataclass(frozen=True)
class Person:
    """Whose summary it is. `number` is the national identity number, for who may know it."""

    id: uuid.UUID
    family: str
    given: str
    birth_date: date | None
    gender: str
    gender_text: str
    deceased_on: date | None
    address: Sequence[str]
    number: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class Part:
    """A section: a row of words for each resource; or why there is none, as a code and in words.
    `note` says that something is withheld beside what is there, or that older things are left
    out."""

    section: Section
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    entries: Sequence[Entry]
    note: str = ""
    empty_code: str = ""
    empty_text: str = ""
    is_withheld: bool = False


@dataclass(frozen=True)
class Summary:
    """`language` is one of LANGUAGES; all words are in it."""

    person: Person
    parts: Sequence[Part]
    entries: Sequence[Entry]
    language: str
    made_at: datetime
    title: str

    @property
    def has_withheld(self) -> bool:
        return any(each.is_withheld for each in self.parts)


def language_of(wanted: str | None, accepted: str = "") -> str | None:
    """The language that is asked for by name, or by Accept-Language; Bokmål where nothing is. None
    for a name that is none of ours."""
    if wanted:
        return _known(wanted)
    for name, _weight in parse_accept_lang_header(accepted):
        found = _known(name)
        if found:
            return found
    return "nb"


def made(grant: Grant, language: str, names: Callable[[str], bool] = lambda name: True) -> Summary:
    """The summary as the reader of the Grant may see it. The log names all that is in it."""
    found = gathering.gathered(grant, names)
    gathering.note(grant, found)
    with translation.override(language):
        parts = [_part(BY_KEY[each.key], found.sections[each.key]) for each in SECTIONS]
        return Summary(
            person=_person(grant),
            parts=[each for each in parts if _is_shown(each)],
            entries=found.entries(),
            language=language,
            made_at=clock.now(),
            title=_("Patient summary"),
        )


def _known(name: str) -> str | None:
    short = name.strip().lower().split("-")[0].split("_")[0]
    short = _OTHER_NAMES.get(short, short)
    return short if short in LANGUAGES else None


def _is_shown(part: Part) -> bool:
    return part.section.is_required or bool(part.rows) or part.empty_code == WITHHELD


def _part(section: Section, found: Found) -> Part:
    rows = [telling.cells(section.key, each) for each in found.entries]
    code, words = ("", "") if rows else _empty(found)
    return Part(
        section=section,
        title=str(section.title),
        columns=telling.columns(section.key),
        rows=rows,
        entries=found.entries,
        note=_beside(found) if rows else "",
        empty_code=code,
        empty_text=words,
        is_withheld=found.is_withheld,
    )


def _empty(found: Found) -> tuple[str, str]:
    if found.is_withheld:
        return WITHHELD, _(
            "The patient has chosen to withhold this. It may hold something, and it may matter."
        )
    if found.is_closed:
        return UNAVAILABLE, _("This part is not open to who has asked for the summary.")
    return UNAVAILABLE, _(
        "No information is available here. That does not mean that there is nothing."
    )


def _beside(found: Found) -> str:
    told = []
    if found.is_cut:
        told.append(_("Only the newest are shown here. The record holds more."))
    if found.is_withheld:
        told.append(_("The patient has chosen to withhold something in this part."))
    return " ".join(told)


def _person(grant: Grant) -> Person:
    patient = access_selectors.patient(grant)
    hides = patient.address_confidentiality not in _OPEN or grant.audience is Audience.RECIPIENT
    place = f"{patient.postal_code} {patient.city}".strip()
    has_number = grant.audience is not Audience.RECIPIENT
    return Person(
        id=patient.id,
        family=patient.family,
        given=patient.given,
        birth_date=patient.birth_date,
        gender=patient.gender,
        gender_text=str(Gender(patient.gender).label),
        deceased_on=patient.deceased_on,
        address=() if hides else tuple(filter(None, (patient.address_line, place))),
        number=identity.number_of(patient.person_id) if has_number else "",
    )
