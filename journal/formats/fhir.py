"""A document of FHIR, such as an International Patient Summary: whose it is, who made it and when,
then the words of each of its sections. What computers read of it stays in the file."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from journal.formats import clean
from journal.formats.attachments import Written
from journal.formats.values import Unreadable

_LOWEST = 6
# Of what a section names without words so much is listed.
_MOST_NAMED = 200
Resource = Mapping[str, Any]


class Document:
    """Writes one Bundle of the type document. `say` puts the portal's own words into the reader's
    language."""

    def __init__(self, data: bytes, say: Callable[[str], str]) -> None:
        self._say = say
        self.written = Written()
        bundle = json.loads(data.decode("utf-8-sig"))
        if not isinstance(bundle, dict) or bundle.get("type") != "document":
            raise Unreadable("It is no document of FHIR.")
        entries = list(_objects(bundle.get("entry")))
        found = [each.get("resource") for each in entries]
        self._resources = [each for each in found if isinstance(each, dict)]
        self._named = _named(entries)
        first = self._resources[0] if self._resources else {}
        if first.get("resourceType") != "Composition":
            raise Unreadable("A document of FHIR begins with its Composition.")
        self._composition = first

    def write(self) -> Written:
        out = self.written.html
        title = _text(self._composition.get("title")) or _concept(self._composition.get("type"))
        if title:
            out.append(f"<h2>{clean.escaped(title)}</h2>")
        rows = "".join(
            f"<dt>{clean.escaped(name)}</dt><dd>{clean.escaped(words)}</dd>"
            for name, words in self._facts()
            if words
        )
        if rows:
            out.append(f"<dl>{rows}</dl>")
        for section in _objects(self._composition.get("section")):
            self._section(section, 3)
        return self.written

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield self._say("Patient"), self._patient()
        yield self._say("Date"), _text(self._composition.get("date"))[:10]
        authors = [self._who(each) for each in _objects(self._composition.get("author"))]
        yield self._say("Written by"), "; ".join(dict.fromkeys(filter(None, authors)))
        yield self._say("Kept by"), self._who(self._composition.get("custodian"))

    def _patient(self) -> str:
        found = self._resource(self._composition.get("subject"))
        return ", ".join(filter(None, (_name(found), _text(found.get("birthDate")))))

    def _section(self, section: Resource, level: int) -> None:
        out = self.written.html
        title = _text(section.get("title")) or _concept(section.get("code"))
        tag = f"h{min(level, _LOWEST)}"
        if title:
            out.append(f"<{tag}>{clean.escaped(title)}</{tag}>")
        inner = list(_objects(section.get("section")))
        if not self._narrative(section) and not self._entries(section) and not inner:
            self._empty(section)
        for each in inner:
            self._section(each, level + 1)

    def _narrative(self, section: Resource) -> bool:
        """The words of its sender, cleaned by themselves: what is left open in one section does not
        reach into the next."""
        text = section.get("text")
        found = clean.clean(_text(text.get("div"))) if isinstance(text, dict) else ""
        if clean.text_of(found):
            self.written.html.append(found if found.startswith("<") else f"<p>{found}</p>")
        return bool(clean.text_of(found))

    def _entries(self, section: Resource) -> bool:
        """Of a section without words what its entries are called."""
        found = [self._resource(each) for each in _objects(section.get("entry"))]
        names = list(dict.fromkeys(filter(None, map(_called, found))))[:_MOST_NAMED]
        if names:
            items = "".join(f"<li>{clean.escaped(each)}</li>" for each in names)
            self.written.html.append(f"<ul>{items}</ul>")
        elif found:
            self._note("This part holds codes for computers only, no text. They are in the file.")
        return bool(found)

    def _empty(self, section: Resource) -> None:
        reason = _concept(section.get("emptyReason"))
        if reason:
            self.written.html.append(f"<p>{clean.escaped(reason)}</p>")
        else:
            self._note("Nothing is written in this part.")

    def _note(self, message: str) -> None:
        self.written.html.append(f"<p><em>{clean.escaped(self._say(message))}</em></p>")

    def _resource(self, reference: Any) -> Resource:
        """What a reference names in the document; empty where it is not there."""
        if not isinstance(reference, dict):
            return {}
        return self._named.get(_text(reference.get("reference")), {})

    def _who(self, reference: Any) -> str:
        if not isinstance(reference, dict):
            return ""
        found = self._resource(reference)
        parts = [_name(found)]
        for name in ("practitioner", "organization"):
            parts.append(_name(self._resource(found.get(name))))
        return ", ".join(filter(None, parts)) or _text(reference.get("display"))


def _named(entries: list[Resource]) -> dict[str, Resource]:
    """What references may call each resource: its full URL, or type and id."""
    found: dict[str, Resource] = {}
    for each in entries:
        one = each.get("resource")
        if isinstance(one, dict):
            found[_text(each.get("fullUrl"))] = one
            found[f"{one.get('resourceType')}/{one.get('id')}"] = one
    found.pop("", None)
    return found


def _objects(value: Any) -> Iterator[Resource]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def _text(value: Any) -> str:
    """Without what JSON can hold and no text can: halves of signs, and zeros."""
    if not isinstance(value, str):
        return ""
    return value.encode(errors="replace").decode().replace("\0", "").strip()


def _concept(value: Any) -> str:
    """Words for a concept: its text, or the first that a code is displayed by."""
    if not isinstance(value, dict):
        return ""
    displayed = (_text(each.get("display")) for each in _objects(value.get("coding")))
    return _text(value.get("text")) or next((each for each in displayed if each), "")


def _name(found: Resource) -> str:
    """A person's name, or that of an organisation or a device."""
    name = found.get("name")
    if isinstance(name, str):
        return name.strip()
    for each in (*_objects(name), *_objects(found.get("deviceName"))):
        given = each.get("given") if isinstance(each.get("given"), list) else []
        parts = [*map(_text, given or []), _text(each.get("family"))]
        words = _text(each.get("text")) or " ".join(filter(None, parts)) or _text(each.get("name"))
        if words:
            return words
    return ""


def _called(found: Resource) -> str:
    names = ("code", "vaccineCode", "medicationCodeableConcept", "type")
    return next((words for each in names if (words := _concept(found.get(each)))), "")
