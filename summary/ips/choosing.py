"""Which resources a section of the summary shows: what holds now, newest first, each thing once.

What says that there is nothing ("no known allergies") is kept only where nothing else is said; what
says that nobody has told is no entry at all: the section says so by itself.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from common import clock
from common.references import codes, mappings
from summary.critical.entries import entry_of
from summary.ips.codes import ABSENT_SYSTEM
from summary.ips.reading import Entry, own
from summary.medicines.entries import medicine_of

MOST_RESULTS, MOST_REPORTS, MOST_MEASURED = 20, 5, 10
_SNOMED = "http://snomed.info/sct"
# SNOMED CT's codes for the same as those of the guide: no known problem, allergy, medicine.
_NONE_KNOWN = frozenset({"160245001", "716186003", "409137002", "428607008", "787481004"})
_FINAL = frozenset({"final", "amended", "corrected", "appended"})
_IN_USE = frozenset({"active", "on-hold", "intended"})
_PAST = frozenset({"inactive", "remission", "resolved"})
_DENIED = frozenset({"refuted", "entered-in-error"})
_MEASURED, _LIFE = "vital-signs", frozenset({"social-history", "survey", "activity", "exam"})


def none(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Of a section that nothing here belongs to."""
    return ()


def problems(entries: Sequence[Entry]) -> Sequence[Entry]:
    return _known([each for each in entries if _holds(each) and not _is_past(each)], "code")


def past_problems(entries: Sequence[Entry]) -> Sequence[Entry]:
    found = [each for each in entries if _holds(each) and _is_past(each)]
    return [each for each in found if not _absence(each.resource.get("code"))]


def allergies(entries: Sequence[Entry]) -> Sequence[Entry]:
    return _known([each for each in entries if _holds(each) and not _is_past(each)], "code")


def medications(entries: Sequence[Entry]) -> Sequence[Entry]:
    """In use, as far as each source says; what two say alike stands once."""
    today = clock.today()
    asked = [each for each in entries if not each.resource.get("doNotPerform")]
    read = [(each, medicine_of(each.resource, today)) for each in _of_status(asked, _IN_USE)]
    used = {
        each.reference: f"{said.key}|{said.dose.casefold()}"
        for each, said in read
        if said.is_in_use
    }
    kept = [each for each, said in read if said.is_in_use]
    return _known(_newest(kept, lambda each: used[each.reference]), "medicationCodeableConcept")


def immunizations(entries: Sequence[Entry]) -> Sequence[Entry]:
    return _known(_of_status(entries, {"completed"}), "vaccineCode")


def procedures(entries: Sequence[Entry]) -> Sequence[Entry]:
    return _known(_of_status(entries, {"completed", "in-progress", "unknown"}), "code")


def results(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The newest final value of each analyte, and the newest reports that say it in words."""
    final = _of_status(entries, _FINAL)
    observed = [each for each in final if each.type == "Observation"]
    parts = _parts_of_answers(observed)
    values = [each for each in observed if _is_result(each) and each.reference not in parts]
    reports = [each for each in final if each.type == "DiagnosticReport"]
    told = [each for each in reports if each.resource.get("conclusion")]
    return [*_newest_of_each(values)[:MOST_RESULTS], *told[:MOST_REPORTS]]


def vital_signs(entries: Sequence[Entry]) -> Sequence[Entry]:
    final = _of_status(entries, _FINAL)
    found = [each for each in final if _MEASURED in _categories(each)]
    return _newest_of_each(found)[:MOST_MEASURED]


def alerts(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The guide takes in what is active only; one whose time is over is not, whatever it says."""
    return [each for each in _applying(entries) if each.resource.get("status") == "active"]


def directives(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Limitations of treatment; one that is out of date holds until somebody takes it back."""
    return _applying(entries)


def says_none(each: Entry) -> bool:
    """Whether a resource says that there is nothing of its kind."""
    names = ("code", "medicationCodeableConcept", "vaccineCode")
    return any(_absence(each.resource.get(name)) for name in names)


def _applying(entries: Sequence[Entry]) -> list[Entry]:
    today = clock.today()
    read = [(each, entry_of(each.resource, today)) for each in entries]
    return [each for each, said in read if said is not None and said.applies]


def _known(entries: Sequence[Entry], name: str) -> Sequence[Entry]:
    """Without what says that nothing is told; of what says that there is nothing the newest, and
    only where nothing else is."""
    said = [each for each in entries if _absence(each.resource.get(name)) != "unknown"]
    things = [each for each in said if not _absence(each.resource.get(name))]
    return things or _newest(said, lambda each: str(codes(each.resource.get(name))))


def _absence(concept: Any) -> str:
    """What a code says in the place of a thing: "none" there is, or "unknown" whether; else ""."""
    given = codes(concept, ABSENT_SYSTEM)
    if any(code.endswith("-info") for code in given):
        return "unknown"
    is_none = any(code.startswith("no-known") for code in given)
    return "none" if is_none or _NONE_KNOWN & set(codes(concept, _SNOMED)) else ""


def _holds(each: Entry) -> bool:
    return not _DENIED & set(codes(each.resource.get("verificationStatus")))


def _is_past(each: Entry) -> bool:
    given = set(codes(each.resource.get("clinicalStatus")))
    has_ended = any(name.startswith("abatement") for name in each.resource)
    return bool(_PAST & given) or (has_ended and not given)


def _of_status(entries: Sequence[Entry], statuses: Collection[str]) -> list[Entry]:
    return [each for each in entries if each.resource.get("status") in statuses]


def _categories(each: Entry) -> set[str]:
    return {code for one in mappings(each.resource.get("category")) for code in codes(one)}


def _is_result(each: Entry) -> bool:
    """Of the laboratory, or another examination: with a value, and no measurement or habit."""
    has_value = any(name.startswith("value") for name in each.resource)
    has_parts = bool(each.resource.get("component"))
    return (has_value or has_parts) and not _categories(each) & {_MEASURED, *_LIFE}


def _parts_of_answers(entries: Sequence[Entry]) -> set[str]:
    """What belongs to an answer that stands by itself, as resistance does to what was found. Of a
    panel, which has no answer of its own, each part is one."""
    return {
        str(member.get("reference"))
        for each in entries
        if "hasMember" in each.resource and any(name.startswith("value") for name in each.resource)
        for member in mappings(own(each).resource.get("hasMember"))
    }


def _newest_of_each(entries: Sequence[Entry]) -> list[Entry]:
    def thing(each: Entry) -> str:
        concept = each.resource.get("code") or {}
        coding = next(mappings(concept.get("coding")), {})
        given = f"{coding.get('system')}|{coding.get('code')}" if coding.get("code") else ""
        return given or str(concept.get("text") or each.id)

    return _newest(entries, thing)


def _newest(entries: Sequence[Entry], key: Callable[[Entry], str]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for each in entries:
        found.setdefault(key(each), each)
    return list(found.values())
