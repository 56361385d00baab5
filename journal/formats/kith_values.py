"""Single values in KITH's messages: coded, dated, measured, named, as a reader would say them."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from journal.formats.kith_words import HEADINGS, LABELS, SKIPPED, YES_NO
from journal.formats.xml import local, words

_PERSON = ("GivenName", "Fornavn", "ForNavn", "MiddleName", "Mellomnavn", "FamilyName", "Etternavn")
_NAMES = ("OrganisationName", "DepartmentName", "Name", "Navn", "FullstendigNavn")
_ADDRESS = ("StreetAdr", "PostalCode", "City", "County", "Country")
_PROSE = frozenset({"br", "p", "div", "span", "b", "i", "u", "em", "strong", "html", "body"})
_DATE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?\d\d)?(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
)
_PARTS = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])|(?<=[A-ZÆØÅ])(?=[A-ZÆØÅ][a-zæøå])|_")


def label(name: str) -> str:
    """What an element is called; of one that is not known, its own name as words."""
    known = LABELS.get(name)
    if known:
        return known
    parts = (each for each in _PARTS.split(name) if each)
    text = " ".join(each if each.isupper() and len(each) > 1 else each.lower() for each in parts)
    return text[:1].upper() + text[1:]


def value(element: Element) -> str:
    """A code by its name, a number with its unit, a date as it is written, or the text."""
    text = prose(element)
    named = element.get("DN") or element.get("OT")
    code = element.get("V") or ""
    if named:
        shown = f"{named} ({code})" if _tells(code, named) else named
        return f"{shown}: {text}" if text else shown
    unit = element.get("U")
    measured = " ".join(part for part in (code, unit) if part and (part is code or part != "0"))
    return text if not measured else _said(measured) + (f" {text}" if text else "")


def is_single(element: Element) -> bool:
    """A value without parts; a text with markup in it is one too."""
    return all(local(each) in _PROSE for each in element.iter() if each is not element)


def only(element: Element) -> Element | None:
    """The one value within, however deep, if there is no second."""
    while len(element) == 1 and not (element.text or "").strip():
        element = element[0]
        if is_single(element):
            return element
    return None


def is_skipped(element: Element) -> bool:
    """What no reader misses: identifiers, and that a message which is not told otherwise is new."""
    name = local(element)
    if name == "Id":
        return not element.get("DN")
    return name in SKIPPED or (name == "ServType" and element.get("V") == "N")


def prose(element: Element) -> str:
    """Text with its line breaks; what is marked as a paragraph or a break gets one."""
    if not len(element):
        return _said((element.text or "").strip())
    parts = [element.text or ""]
    for child in element:
        gap = "\n" if local(child) in ("br", "p", "div") else ""
        parts += [gap, prose(child), child.tail or ""]
    return "".join(parts).strip()


def when(text: str) -> str:
    """A date as Norwegians write it; what is none, as it is."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return text
    year, month, day, hour, minute = found.groups()
    date = f"{day}.{month}.{year}"
    return f"{date} kl. {hour}.{minute}" if hour and hour + minute != "0000" else date


def heading(element: Element) -> tuple[str, Element | None]:
    """What a group is called, and the child that said so, which need not be told again."""
    for child in element:
        if local(child) in ("Heading", "Overskrift"):
            named = child.get("DN") or child.get("OT") or HEADINGS.get(child.get("V", ""))
            return named or prose(child) or label(local(element)), child
    kind = element.find("{*}Type")
    if local(element) == "InfItem" and kind is not None:
        named = kind.get("DN") or kind.get("OT") or HEADINGS.get(kind.get("V", ""))
        return named or label("InfItem"), kind
    return label(local(element)), None


def person(element: Element) -> str:
    """The name of someone: from its parts, or in one."""
    found = {local(each): words(each) for each in reversed(list(element.iter()))}
    parts = [found[name] for name in _PERSON if found.get(name)]
    return " ".join(parts) or next((found[name] for name in _NAMES if found.get(name)), "")


def names(element: Element) -> Iterator[str]:
    """Everyone and every place named in a party, outermost first."""
    parts = [words(child) for name in _PERSON for child in element if local(child) == name]
    if any(parts):
        yield " ".join(part for part in parts if part)
    for child in element:
        if local(child) in _NAMES:
            yield from filter(None, [words(child)])
        elif local(child) == "Type" and child.get("DN") and local(element) == "HCProf":
            yield child.get("DN", "")
        elif len(child) and local(child) not in ("Ident", "Address"):
            yield from names(child)


def address(element: Element) -> str:
    found = {local(child): value(child) for child in element}
    known = [found.pop(name) for name in _ADDRESS if found.get(name)]
    return ", ".join(known)


def _tells(code: str, named: str) -> bool:
    """A code of diagnosis or procedure is worth reading; one of the message's own is not."""
    return len(code) >= 3 and any(sign.isdigit() for sign in code) and code not in named


def _said(text: str) -> str:
    if text in YES_NO:
        return YES_NO[text]
    if text.lower().startswith(("tel:", "mailto:", "fax:")):
        return text.partition(":")[2]
    return when(text)
