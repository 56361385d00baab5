"""What stands in a message and what names what in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from common.errors import Unacceptable
from common.identifiers import NATIONAL_SYSTEMS
from common.references import mappings
from labresults.kith.reports import Body

REPORT, RESULT, SAMPLE, ORDER = "DiagnosticReport", "Observation", "Specimen", "ServiceRequest"
PATIENT, HEADER = "Patient", "MessageHeader"
# What has a table of its own, and is stored as part of a report.
PARTS = frozenset({RESULT, SAMPLE, ORDER})
# What a header names beside the reports.
SENDERS = frozenset({"Organization", "Practitioner", "PractitionerRole", "Device", "Endpoint"})


@dataclass(frozen=True)
class Entry:
    """A resource of the message and where it stands."""

    at: int
    full_url: str
    value: Body

    @property
    def type(self) -> str:
        return str(self.value["resourceType"])

    @property
    def place(self) -> str:
        return f"Bundle.entry[{self.at}].resource"

    def wrong(self, reason: str, element: str = "") -> Unacceptable:
        return Unacceptable.because(reason, f"{self.place}.{element}" if element else self.place)


@dataclass(frozen=True)
class Entries:
    """All of them, found by what others call them: a full URL, or type and id."""

    all: Sequence[Entry]
    _named: dict[str, Entry] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for each in self.all:
            names = {each.full_url, f"{each.type}/{each.value['id']}" if "id" in each.value else ""}
            for name in names - {""}:
                if name in self._named:
                    raise each.wrong(f"another entry is {name[:200]} too")
                self._named[name] = each

    def of(self, type_name: str) -> list[Entry]:
        return [each for each in self.all if each.type == type_name]

    def named(self, reference: Any) -> Entry | None:
        """What a reference names among them."""
        literal = reference.get("reference") if isinstance(reference, Mapping) else None
        if not isinstance(literal, str) or literal.startswith("#"):
            return None
        return self._named.get(literal.partition("/_history/")[0])


def references(value: Any) -> Iterator[Body]:
    """Every reference in a resource, wherever it stands."""
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value
        for each in value.values():
            if isinstance(each, dict | list):
                yield from references(each)


def number_of(entries: Entries, resource: Mapping[str, Any]) -> str:
    """The national id of whom a resource is about, as it was sent; empty where it names none."""
    subject = resource.get("subject")
    if not isinstance(subject, Mapping):
        return ""
    entry = entries.named(subject)
    inside = [
        each
        for each in mappings(resource.get("contained"))
        if subject.get("reference") == f"#{each.get('id')}"
    ]
    known = [entry.value] if entry else inside
    own = subject.get("identifier")
    found = [own] if isinstance(own, Mapping) else []
    found += [one for each in known for one in mappings(each.get("identifier"))]
    for each in found:
        if each.get("system") in NATIONAL_SYSTEMS and each.get("value"):
            return str(each["value"]).replace(" ", "")[:30]
    return ""
