"""Writes the parts of a KITH message: each group under its heading, its values as a list.

What is not known by name is shown by its name, so that nothing a sender wrote is lost.
"""

import re
from xml.etree.ElementTree import Element

from journal.formats import kith_results
from journal.formats.attachments import Attachment, Written, decoded
from journal.formats.clean import escaped, lines, paragraphs
from journal.formats.kith_values import (
    address,
    heading,
    is_single,
    is_skipped,
    label,
    names,
    only,
    value,
)
from journal.formats.kith_words import SKIPPED
from journal.formats.xml import local, words

_LOWEST = 6
_PARTIES = frozenset(
    {"HCP", "HCPerson", "HCProf", "Inst", "Dept", "Organisation", "HealthcareProfessional"}
)
_ABOUT_PATIENT = frozenset({"Patient", "Pasient"})
# Groups that a reader need not know of: what they hold belongs to what is around them.
_UNNAMED = frozenset({"ServRprt", "ServReport", "Observation", "ReportedEvent", "Content"})
_NAMED_ABOVE = frozenset(
    {
        "Name", "Navn", "GivenName", "MiddleName", "FamilyName", "Fornavn", "Mellomnavn",
        "Etternavn", "Address", "Adresse", "KontaktInfo", "TeleAddress",
    }
)  # fmt: skip
_PACKED = re.compile(r"[A-Za-z0-9+/=\s]{400,}")
_TITLES = ("Title", "Tittel", "Description", "FileName", "FileReference", "MsgType")


class Groups:
    """Writes into `written`."""

    def __init__(self, written: Written) -> None:
        self._written = written
        self._leaves: list[tuple[str, str]] = []
        self._request: Element | None = None

    def body(self, element: Element, level: int) -> None:
        """A group whose heading is written already."""
        kind = next((child for child in element if local(child) == "Type"), None)
        # A referral is one request, its own; in an answer it is that which is answered.
        self._request = element.find("{*}ServReq")
        # A bare message says its kind first, and so does the head of the page.
        is_bare = any(local(child) == "GenDate" for child in element)
        self._inside(element, kind if is_bare else None, level)

    def attachment(self, element: Element) -> None:
        """Bytes in the message, with the name and the type that stand beside them."""
        found = {local(each): each for each in reversed(list(element.iter()))}
        title = next((value(found[name]) for name in _TITLES if name in found), "")
        mime = words(found.get("MimeType", found.get("Mimetype")))
        packed = found.get("Base64Container")
        if packed is None:
            packed = next((each for each in element.iter() if _is_packed(each)), None)
        data = None if packed is None else decoded("".join(packed.itertext()))
        self._written.attachments.append(Attachment(title, mime, data))

    def _group(self, element: Element, level: int) -> None:
        if local(element) in _UNNAMED or element is self._request:
            self._inside(element, None, level)
            return
        text, told = heading(element)
        self._heading(text, level)
        self._inside(element, told, level + 1)

    def _heading(self, text: str, level: int) -> None:
        tag = f"h{min(level, _LOWEST)}"
        self._written.html.append(f"<{tag}>{escaped(text)}</{tag}>")

    def _inside(self, element: Element, told: Element | None, level: int) -> None:
        children = [child for child in element if child is not told]
        results = [child for child in children if local(child) == "ResultItem"]
        if (element.text or "").strip() and not is_single(element):
            self._leaves.append(("Tekst", (element.text or "").strip()))
        for child in children:
            if results and child is results[0]:
                self._flush()
                self._written.html.append(kith_results.table(results))
            if local(child) != "ResultItem":
                self._child(child, level)
        self._flush()

    def _child(self, child: Element, level: int) -> None:
        name = local(child)
        if is_skipped(child):
            return
        if name in ("RefDoc", "Base64Container") or _is_packed(child):
            self.attachment(child)
        elif name in _ABOUT_PATIENT:
            self._patient(child, level)
        else:
            told = self._single(child, name)
            if told:
                self._leaves.append(told)
            else:
                self._flush()
                self._grouped(child, level)

    def _grouped(self, child: Element, level: int) -> None:
        """A text under a heading of its own is read as such; all else is a group."""
        text, head = heading(child)
        rest = [each for each in child if each is not head]
        if head is not None and len(rest) == 1 and is_single(rest[0]):
            self._heading(text, level)
            self._written.html.append(paragraphs(value(rest[0])))
        else:
            self._group(child, level)

    def _single(self, child: Element, name: str) -> tuple[str, str] | None:
        """Its name and value, if one line says it all."""
        if name in _PARTIES:
            return label(name), ", ".join(dict.fromkeys(names(child)))
        if name in ("Address", "Adresse"):
            return label(name), address(child)
        if is_single(child):
            return label(name), value(child)
        told = only(child)
        if told is not None and local(told) not in SKIPPED:
            return label(name), value(told)
        return None

    def _patient(self, patient: Element, level: int) -> None:
        """The head of the page has named the patient; what else is told of them is content."""
        rest = Element("Patient")
        rest.extend(child for child in patient if local(child) not in _NAMED_ABOVE | SKIPPED)
        if len(rest):
            self._flush()
            self._inside(rest, None, level)

    def _flush(self) -> None:
        rows = [
            f"<dt>{escaped(name)}</dt><dd>{lines(text)}</dd>" for name, text in self._leaves if text
        ]
        if rows:
            self._written.html.append(f"<dl>{''.join(rows)}</dl>")
        self._leaves.clear()


def _is_packed(element: Element) -> bool:
    """Base64 wherever a sender put it: no text has as many letters without a sign between."""
    text = element.text or ""
    if len(text) < 400 or len(element):
        return False
    return bool(_PACKED.fullmatch(text)) and max(map(len, text.split())) >= 60
