"""The summary in words: for each resource the cells of a row, in the language that is on. The same
words stand in the narrative of the document, on the page and in the PDF."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from common import clock
from common.fhirtime import day
from common.references import codes, display, mappings
from summary.critical.entries import Entry as CriticalEntry
from summary.critical.entries import entry_of
from summary.ips import choosing
from summary.ips.reading import Entry, Resource, number

_DAY = {"en": "j F Y"}
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_COLUMNS: Mapping[str, Sequence[Any]] = {
    "problems": (gettext_lazy("Problem"), gettext_lazy("Since"), gettext_lazy("Status")),
    "past-problems": (gettext_lazy("Problem"), gettext_lazy("When"), gettext_lazy("Status")),
    "allergies": (
        gettext_lazy("What"),
        gettext_lazy("Reaction"),
        gettext_lazy("How dangerous"),
        gettext_lazy("How sure"),
    ),
    "medications": (gettext_lazy("Medicine"), gettext_lazy("Dose"), gettext_lazy("Since")),
    "immunizations": (gettext_lazy("Vaccine"), gettext_lazy("Date"), gettext_lazy("Dose")),
    "results": (
        gettext_lazy("What"),
        gettext_lazy("Result"),
        gettext_lazy("Normal range"),
        gettext_lazy("Date"),
    ),
    "procedures": (gettext_lazy("What"), gettext_lazy("Date"), gettext_lazy("Status")),
    "alerts": (gettext_lazy("What"), gettext_lazy("Since"), gettext_lazy("Note")),
}
_COLUMNS = {
    **_COLUMNS,
    "vital-signs": _COLUMNS["results"],
    "advance-directives": _COLUMNS["alerts"],
}
_NONE: Mapping[str, Any] = {
    "problems": gettext_lazy("No known health problems, as somebody who treats has said."),
    "allergies": gettext_lazy("No known allergies, as somebody who treats has said."),
    "medications": gettext_lazy("No medicines in use, as somebody who treats has said."),
    "immunizations": gettext_lazy("No known vaccines, as somebody who treats has said."),
    "procedures": gettext_lazy("No known procedures, as somebody who treats has said."),
}
_STATUS: Mapping[str, Any] = {
    "active": pgettext_lazy("health problem", "Active"),
    "recurrence": gettext_lazy("Has come back"),
    "relapse": gettext_lazy("Has come back"),
    "inactive": pgettext_lazy("health problem", "Not active"),
    "remission": gettext_lazy("In remission"),
    "resolved": pgettext_lazy("health problem", "Over"),
}
_SURE: Mapping[str, Any] = {
    "unconfirmed": gettext_lazy("Not confirmed"),
    "provisional": gettext_lazy("Not confirmed"),
    "differential": gettext_lazy("One of several possible"),
    "confirmed": gettext_lazy("Confirmed"),
}
_DANGER: Mapping[str, Any] = {
    "low": gettext_lazy("Low risk"),
    "high": gettext_lazy("High risk"),
    "unable-to-assess": gettext_lazy("Not known"),
}
_DONE: Mapping[str, Any] = {
    "completed": pgettext_lazy("procedure", "Done"),
    "in-progress": pgettext_lazy("procedure", "Going on"),
}
_TRIED: Mapping[str, Any] = {
    "on-hold": gettext_lazy("on hold"),
    "intended": gettext_lazy("to be started"),
}


def columns(key: str) -> list[str]:
    return [str(each) for each in _COLUMNS.get(key, ())]


def cells(key: str, each: Entry) -> list[str]:
    """The words of one resource, as many as there are columns."""
    if choosing.says_none(each):
        return [str(_NONE[key]), *[""] * (len(_COLUMNS[key]) - 1)]
    return _CELLS[each.type](each.resource)


def name(resource: Resource) -> str:
    """What a resource is of, in the words of its sender."""
    medicine = resource.get("medicationCodeableConcept")
    by_reference = resource.get("medicationReference") or {}
    concepts = (resource.get("code"), medicine, resource.get("vaccineCode"))
    found = next((words for words in map(_words, concepts) if words), "")
    return found or str(by_reference.get("display") or "") or _("Without a name")


def when(value: Any) -> str:
    """A date of FHIR as people say it, as exactly as it is known; of a Period its beginning."""
    if isinstance(value, Mapping):
        return when(value.get("start") or value.get("end"))
    return _told(str(value or ""), get_language() or "")


@lru_cache(maxsize=4096)
def _told(text: str, language: str) -> str:
    month = _MONTH.fullmatch(text)
    if month and 1 <= int(month[2]) <= 12:
        return f"{MONTHS[int(month[2])]} {month[1]}"
    if len(text) < 10:
        return text
    found = day(text)
    return date_format(found, _DAY.get(language, "j. F Y")) if found else ""


def _words(concept: Any) -> str:
    found = display(concept)
    return found or next(iter(codes(concept)), "")


def _choice(resource: Resource, start: str) -> Any:
    return next((value for key, value in resource.items() if key.startswith(start)), None)


def _of(words: Mapping[str, Any], code: str) -> str:
    return str(words.get(code, ""))


def _code(concept: Any) -> str:
    return next(iter(codes(concept)), "")


def _problem(resource: Resource) -> list[str]:
    status = _of(_STATUS, _code(resource.get("clinicalStatus")))
    sure = _code(resource.get("verificationStatus"))
    doubt = _of(_SURE, sure) if sure != "confirmed" else ""
    since = _since(resource, "onset")
    said = entry_of(resource, clock.today())
    words = _with_sort(said) if said else name(resource)
    return [words, since, ", ".join(filter(None, (status, doubt)))]


def _since(resource: Resource, start: str) -> str:
    if isinstance(resource.get(f"{start}String"), str):
        return str(resource[f"{start}String"])
    return when(resource.get(f"{start}DateTime") or resource.get(f"{start}Period"))


def _allergy(resource: Resource) -> list[str]:
    reactions = [
        _words(one)
        for each in mappings(resource.get("reaction"))
        for one in mappings(each.get("manifestation"))
    ]
    return [
        name(resource),
        ", ".join(dict.fromkeys(filter(None, reactions))),
        _of(_DANGER, str(resource.get("criticality"))),
        _of(_SURE, _code(resource.get("verificationStatus"))),
    ]


def _medicine(resource: Resource) -> list[str]:
    doses = [*mappings(resource.get("dosageInstruction")), *mappings(resource.get("dosage"))]
    told = [str(each.get("text") or each.get("patientInstruction") or "") for each in doses]
    status = _of(_TRIED, str(resource.get("status")))
    words = ", ".join(filter(None, (name(resource), status)))
    since = resource.get("authoredOn") or _choice(resource, "effective")
    return [words, "; ".join(filter(None, told)), when(since)]


def _vaccine(resource: Resource) -> list[str]:
    at = resource.get("occurrenceDateTime")
    told = when(at) if at else str(resource.get("occurrenceString") or "")
    applied = next(mappings(resource.get("protocolApplied")), {})
    dose = applied.get("doseNumberPositiveInt") or applied.get("doseNumberString") or ""
    return [name(resource), told, str(dose)]


def _result(resource: Resource) -> list[str]:
    parts = [f"{_words(each.get('code'))}: {_value(each)}" for each in _components(resource)]
    value = "; ".join(filter(None, (_value(resource), *parts)))
    at = resource.get("effectiveDateTime") or resource.get("effectivePeriod")
    at = at or resource.get("effectiveInstant") or resource.get("issued")
    return [name(resource), value, _range(resource), when(at)]


def _components(resource: Resource) -> list[Mapping[str, Any]]:
    return [each for each in mappings(resource.get("component")) if _value(each)]


def _value(resource: Mapping[str, Any]) -> str:
    found = resource.get("valueQuantity")
    if isinstance(found, Mapping):
        return _quantity(found)
    concept = resource.get("valueCodeableConcept")
    if concept:
        return _words(concept)
    other = _choice(dict(resource), "value")
    if isinstance(other, bool):
        return _("Yes") if other else _("No")
    return _figure(other) if isinstance(other, str | int) else ""


def _quantity(found: Mapping[str, Any]) -> str:
    unit = str(found.get("unit") or found.get("code") or "")
    words = (found.get("comparator"), _figure(found.get("value", "")), "" if unit == "1" else unit)
    return " ".join(str(each) for each in words if each)


def _figure(value: Any) -> str:
    """A number as people write it in the language of the summary, with all its digits."""
    found = number(value)
    is_number = re.fullmatch(r"-?[0-9]+\.[0-9]+", found)
    return found.replace(".", ",") if is_number and get_language() != "en" else found


def _range(resource: Resource) -> str:
    found = next(mappings(resource.get("referenceRange")), {})
    if found.get("text"):
        return str(found["text"])
    low, high = found.get("low") or {}, found.get("high") or {}
    ends = [_figure(each.get("value", "")) for each in (low, high)]
    if all(ends):
        return "–".join(ends)
    if ends[0]:
        return f"≥ {ends[0]}"
    return f"≤ {ends[1]}" if ends[1] else ""


def _report(resource: Resource) -> list[str]:
    at = resource.get("effectiveDateTime") or resource.get("effectivePeriod")
    words = str(resource.get("conclusion") or "")
    return [name(resource), words, "", when(at or resource.get("issued"))]


def _procedure(resource: Resource) -> list[str]:
    at = _since(resource, "performed")
    return [name(resource), at, _of(_DONE, str(resource.get("status")))]


def _critical(resource: Resource) -> list[str]:
    said = entry_of(resource, clock.today())
    if said is None:
        return [name(resource), "", ""]
    until = _("until %(day)s") % {"day": when(said.until)} if said.until else ""
    since = ", ".join(filter(None, (when(said.since), until)))
    return [_with_sort(said), since, said.note]


def _with_sort(said: CriticalEntry) -> str:
    """The words of critical information, with what sort it is where they alone do not say it."""
    sort = str(said.sort.label)
    return said.title if said.title.startswith(sort) else f"{sort}: {said.title}"


_CELLS: Mapping[str, Callable[[Resource], list[str]]] = {
    "Condition": _problem,
    "AllergyIntolerance": _allergy,
    "MedicationRequest": _medicine,
    "MedicationStatement": _medicine,
    "Immunization": _vaccine,
    "Observation": _result,
    "DiagnosticReport": _report,
    "Procedure": _procedure,
    "Flag": _critical,
    "Consent": _critical,
}
