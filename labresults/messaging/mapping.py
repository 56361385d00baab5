"""A DiagnosticReport of a message with what belongs to it, as KITH's reports are taken in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from common.fhirtime import instant
from common.identifiers import national_ids_in
from common.references import codes, display, mappings
from labresults.kith.reports import Body, Part, Report, own
from labresults.messaging.bundle import (
    PARTS,
    PATIENT,
    REPORT,
    RESULT,
    Entries,
    Entry,
    number_of,
    references,
)

_TAKEN_BACK = frozenset({"cancelled", "entered-in-error", "revoked"})
_LONGEST_KEY = 400
# What the sender's own server says of a resource: here it has another id, and versions of its own.
_OF_SERVER = ("versionId", "lastUpdated")
_MOST_VERSIONS = 999_999


@dataclass
class _Making:
    """One report on its way: its parts by their entries, and the keys that they have."""

    entries: Entries
    report: Entry
    number: str
    parts: dict[int, Entry] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def own(self, entry: Entry) -> Body | None:
        """How what is stored apart names such an entry; None for what is stored within."""
        if entry is self.entries.named(self.report.value["subject"]):
            return own(PATIENT, "")
        if entry.type == REPORT:
            return own(REPORT, report_key(entry))
        return own(entry.type, self.keys[entry.at]) if entry.at in self.keys else None


def reports(
    entries: Entries, top: Mapping[str, Any], found: Sequence[Entry]
) -> tuple[list[Report], set[str]]:
    """The reports, and the places of all that went into them."""
    made, used = [], set[str]()
    for entry in found:
        if not isinstance(entry.value.get("subject"), Mapping):
            raise entry.wrong("it is about nobody", "subject")
        making = _Making(entries, entry, number_of(entries, entry.value))
        _gather(making, alone=len(found) == 1)
        made.append(_report(making, top))
        used |= making.used
    return made, used


def report_key(entry: Entry) -> str:
    """What tells a report from all others of its sender."""
    name = _name(entry)
    if not name:
        raise entry.wrong("without identifier and id no later version could be told from it")
    return f"fhir|{name}"


def _name(entry: Entry) -> str:
    """The sender's own name for it: the first identifier, else its id there."""
    for each in mappings(entry.value.get("identifier")):
        if each.get("value"):
            found = f"{each.get('system', '')}|{each['value']}"
            break
    else:
        found = str(entry.value.get("id") or "")
    if len(found) > _LONGEST_KEY:
        raise entry.wrong(f"longer than {_LONGEST_KEY} signs", "identifier")
    if national_ids_in(found):
        raise entry.wrong("a national identity number may not be its name", "identifier")
    return found


def _gather(making: _Making, *, alone: bool) -> None:
    """All parts: what the report names, what these name, and what says that it belongs to it."""
    left = [making.report]
    if alone:
        left += [each for each in making.entries.all if each.type in PARTS]
    else:
        left += [each for each in making.entries.of(RESULT) if _belongs(making, each)]
    while left:
        entry = left.pop(0)
        if entry.at in making.parts:
            continue
        if entry is not making.report:
            making.parts[entry.at] = entry
        named = (making.entries.named(each) for each in references(entry.value))
        left += [each for each in named if each is not None and each.type in PARTS]
    taken: Counter[str] = Counter()
    for at in sorted(making.parts):
        making.keys[at] = _key(making.parts[at], taken)


def _belongs(making: _Making, entry: Entry) -> bool:
    return any(making.entries.named(each) is making.report for each in references(entry.value))


def _key(entry: Entry, taken: Counter[str]) -> str:
    """How later messages name it: by its sender's name, else by what was examined."""
    key = _name(entry) or f"/{'|'.join(codes(entry.value.get('code'))) or _words(entry)}"
    taken[f"{entry.type}/{key}"] += 1
    count = taken[f"{entry.type}/{key}"]
    return key if count == 1 else f"{key}#{count}"


def _words(entry: Entry) -> str:
    return display(entry.value.get("code") or entry.value.get("type"))[:_LONGEST_KEY]


def _report(making: _Making, top: Mapping[str, Any]) -> Report:
    entry, value = making.report, making.report.value
    body = _body(making, entry)
    listed = {
        each.at
        for each in map(making.entries.named, mappings(value.get("result")))
        if each is not None
    }
    status = str(value.get("status") or "")
    return Report(
        place=entry.place,
        key=report_key(entry),
        at=_made_at(entry, top),
        body=body,
        parts=[_part(making, at, listed) for at in making.parts],
        number=making.number,
        laboratory=_laboratory(making)[:200],
        kind=display(value.get("code"))[:200],
        message_id=str(making.entries.all[0].value.get("id") or "")[:100],
        cancelled_as=status if status in _TAKEN_BACK else "",
        number_place=f"{entry.place}.subject",
        is_as_sent=True,
    )


def _made_at(entry: Entry, top: Mapping[str, Any]) -> datetime:
    """When this version was made. Of two of the same time the one of the higher number is newer,
    which counts as so many microseconds."""
    meta = entry.value.get("meta") or {}
    told = (meta.get("lastUpdated"), entry.value.get("issued"), top.get("timestamp"))
    at = next(filter(None, map(instant, told)), None)
    if at is None:
        raise entry.wrong("neither meta.lastUpdated nor issued says which version it is")
    version = str(meta.get("versionId") or "")
    is_counted = version.isascii() and version.isdigit() and len(version) <= 6
    return at + timedelta(microseconds=min(int(version), _MOST_VERSIONS) if is_counted else 0)


def _laboratory(making: _Making) -> str:
    for each in mappings(making.report.value.get("performer")):
        entry = making.entries.named(each)
        name = each.get("display") or (entry.value.get("name") if entry else "")
        if isinstance(name, str) and name:
            return name
    return ""


def _part(making: _Making, at: int, listed: set[int]) -> Part:
    """What the report itself lists stands beneath nothing, whatever has it as a member too."""
    entry = making.parts[at]
    number = number_of(making.entries, entry.value)
    if "subject" in entry.value and not _is_same(making, entry, number):
        raise entry.wrong("it is about another patient than its report", "subject")
    parent = "" if at in listed or entry.type != RESULT else _above(making, entry)
    is_cancelled = entry.value.get("status") in _TAKEN_BACK
    return Part(entry.type, making.keys[at], _body(making, entry), is_cancelled, parent)


def _is_same(making: _Making, entry: Entry, number: str) -> bool:
    """Whether a part is about whom its report is about: by number, else by the same words."""
    if number or making.number:
        return number == making.number
    return bool(entry.value["subject"] == making.report.value["subject"])


def _above(making: _Making, entry: Entry) -> str:
    for at, other in making.parts.items():
        if other is not entry and other.type == RESULT:
            members = mappings(other.value.get("hasMember"))
            if any(making.entries.named(each) is entry for each in members):
                return making.keys[at]
    return ""


def _body(making: _Making, entry: Entry) -> Body:
    """The resource as it was sent, but for the ids of its sender's server. Whom and what it names
    and has no table here stands within it."""
    making.used.add(entry.place)
    body = {name: value for name, value in entry.value.items() if name != "id"}
    if "meta" in body:
        meta = {name: value for name, value in body["meta"].items() if name not in _OF_SERVER}
        body = {**body, "meta": meta} if meta else {n: v for n, v in body.items() if n != "meta"}
    inside: list[Body] = []
    linked: Body = _linked(making, body, inside, {})
    if inside:
        linked["contained"] = [*linked.get("contained", ()), *inside]
    _refuse_lost(making, entry)
    return linked


def _refuse_lost(making: _Making, entry: Entry) -> None:
    """What has a table here and is named by its id elsewhere cannot be found here."""
    for each in references(entry.value):
        kind = each["reference"].partition("/")[0]
        if kind in {*PARTS, REPORT} and making.entries.named(each) is None:
            raise entry.wrong(f"{each['reference'][:100]} is not in the message")


def _linked(making: _Making, value: Any, inside: list[Body], known: dict[int, str]) -> Any:
    """The value with its references as they count here."""
    if isinstance(value, list):
        return [_linked(making, each, inside, known) for each in value]
    if not isinstance(value, dict):
        return value
    found = {name: _linked(making, each, inside, known) for name, each in value.items()}
    aim = making.entries.named(value)
    if aim is not None:
        found |= making.own(aim) or {"reference": _within(making, aim, inside, known)}
    return found


def _within(making: _Making, aim: Entry, inside: list[Body], known: dict[int, str]) -> str:
    """The name of an entry as a contained resource, put there the first time."""
    if aim.at not in known:
        known[aim.at] = f"#in-message-{len(known) + 1}"
        making.used.add(aim.place)
        inside.append(_contained(making, aim, inside, known))
    return known[aim.at]


def _contained(making: _Making, aim: Entry, inside: list[Body], known: dict[int, str]) -> Body:
    meta = aim.value.get("meta") or {}
    if "contained" in aim.value or meta.get("security"):
        reason = "what others name and has no table here has nothing within it, and no labels"
        raise aim.wrong(reason)
    kept = {name: value for name, value in meta.items() if name not in _OF_SERVER}
    body = {name: value for name, value in aim.value.items() if name not in {"id", "meta"}}
    head: Body = {"resourceType": aim.type, "id": known[aim.at].removeprefix("#")}
    head |= {"meta": kept} if kept else {}
    return {**head, **_linked(making, body, inside, known)}
