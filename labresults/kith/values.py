"""Values of a message as FHIR has them; what cannot be one is refused with its place."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from common.clock import OSLO
from common.errors import Unacceptable
from common.xmltree import local
from labresults.kith import codes
from labresults.kith.units import ucum

LONGEST = 500_000
# Stands before a number on its way into JSON, where it is written as it was sent: 11.0 stays so.
# No XML may hold the sign.
NUMBER = "\x01"
_NUMBER = re.compile(r"([+-]?)0*([0-9]{1,30})(?:[.,]([0-9]{1,30}))?")
_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
Body = dict[str, Any]


class Node:
    """An element and where it stands, as a path such as ServReport/Patient/ResultItem[3]."""

    __slots__ = ("element", "name", "path")

    def __init__(self, element: Element, path: str) -> None:
        self.element = element
        self.name = local(element)
        self.path = path

    def all(self, name: str) -> list["Node"]:
        found = [each for each in self.element if local(each) == name]
        if len(found) == 1:
            return [Node(found[0], f"{self.path}/{name}")]
        return [Node(each, f"{self.path}/{name}[{at}]") for at, each in enumerate(found, 1)]

    def one(self, *names: str) -> "Node | None":
        """What lies at the end of these names, the first of each."""
        node: Node = self
        for name in names:
            found = next((each for each in node.element if local(each) == name), None)
            if found is None:
                return None
            node = Node(found, f"{node.path}/{name}")
        return node

    def need(self, name: str) -> "Node":
        found = self.one(name)
        if found is None:
            raise self.wrong(f"{name} is missing")
        return found

    def text(self, *names: str) -> str:
        """The words of a part, in one line; empty where it is not there."""
        found = self.one(*names)
        return "" if found is None else " ".join(_text(found).split())

    def value(self, *names: str) -> str:
        """What the attribute V says."""
        found = self.one(*names)
        return "" if found is None else found.get("V")

    def get(self, name: str) -> str:
        return " ".join((self.element.get(name) or "").split())

    def wrong(self, reason: str) -> Unacceptable:
        return Unacceptable.because(reason, self.path)


def prose(node: Node) -> str:
    """A text with its lines; what is marked as a paragraph or a break gets one."""
    lines = (" ".join(line.split()) for line in _text(node).strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _text(node: Node) -> str:
    found = "".join(_pieces(node.element))
    if len(found) > LONGEST:
        raise node.wrong(f"a text of more than {LONGEST:,} signs")
    return found


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local(child) in _BREAKS:
            yield "\n"
        yield from _pieces(child)
        yield child.tail or ""


def number(node: Node, text: str) -> str:
    """A number as it was sent, for JSON; Unacceptable for what is none."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise node.wrong("not a number")
    sign, whole, rest = match.groups()
    return f"{NUMBER}{'-' if sign == '-' else ''}{whole}{f'.{rest}' if rest else ''}"


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def quantity(node: Node, text: str, unit: str, comparator: str = "") -> Body:
    """A number with its unit as sent, in UCUM too where that is known."""
    found: Body = {"value": number(node, text)}
    if comparator in codes.SAID_APART:
        found["extension"] = [{"url": f"{codes.EXTENSION}/comparator", "valueCode": comparator}]
    if comparator in codes.SIGNS:
        found["comparator"] = codes.SIGNS[comparator]
    if unit and unit != "0":
        found["unit"] = unit
        code = ucum(unit)
        if code:
            found |= {"system": codes.UCUM, "code": code}
    return found


def moment(node: Node) -> datetime:
    """When; a time without a zone is one in Norway."""
    return _read(node)[0]


def date_time(node: Node) -> str:
    """The same as FHIR writes it: a day where no time is told."""
    found, has_time = _read(node)
    return found.isoformat() if has_time else found.date().isoformat()


def instant(node: Node) -> str:
    return moment(node).isoformat()


def _read(node: Node) -> tuple[datetime, bool]:
    text = node.get("V") or node.text()
    match = _TIME.fullmatch(text)
    if match is None:
        raise node.wrong("not a date or a time")
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        found = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            min(int(second or 0), 59),
            int(f"{fraction or 0:0<6}"[:6]),
            tzinfo=OSLO,
        )
        if zone:
            found = found.replace(tzinfo=_zone(zone))
    except (ValueError, OverflowError) as error:
        raise node.wrong("not a date or a time") from error
    if not 1850 <= found.year <= 2200:
        raise node.wrong("a date that cannot be")
    # Senders write midnight where they know the day only.
    has_time = bool(hour) and (bool(zone) or (hour, minute, second or "00") != ("00", "00", "00"))
    return found, has_time


def _zone(text: str) -> Any:
    return datetime.fromisoformat(f"2000-01-01T00:00:00{'+00:00' if text == 'Z' else text}").tzinfo


def coding(node: Node) -> Body | None:
    """A code with its system and words; None where there is no code."""
    code, system = node.get("V"), node.get("S")
    if not code:
        return None
    found: Body = {"system": f"urn:oid:{system}"} if _is_oid(system) else {}
    found["code"] = code
    words = node.get("DN") or node.get("OT")
    return found | ({"display": words} if words else {})


def _is_oid(text: str) -> bool:
    return bool(re.fullmatch(r"[0-2](\.[0-9]{1,20}){1,30}", text))


def words_of(node: Node | None) -> str:
    """What a code says in words, or the code."""
    return "" if node is None else node.get("DN") or node.get("OT") or node.text() or node.get("V")


def concept(*nodes: Node) -> Body:
    """A CodeableConcept of all these codes, with the words of the first that has any."""
    found: Body = {}
    codings = [each for each in map(coding, nodes) if each]
    if codings:
        found["coding"] = codings
    words = next((each for each in map(words_of, nodes) if each), "")
    return found | ({"text": words} if words else {})
