"""HL7 CDA R2: who wrote it and when, then the words of each of its parts."""

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from journal.formats.attachments import Attachment, Written, decoded
from journal.formats.clean import escaped
from journal.formats.narrative import Narrative
from journal.formats.xml import words

_V3 = "{urn:hl7-org:v3}"
_LOWEST = 6
_MOST_PICTURES = 20
_TIME = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?")


class Document:
    """Writes one ClinicalDocument. `say` puts the portal's own words into the reader's language."""

    def __init__(
        self, root: Element, say: Callable[[str], str], picture: Callable[[bytes], str]
    ) -> None:
        self._root, self._say, self._picture = root, say, picture
        self.written = Written()
        self._media: Mapping[str, Element] = {}
        self._pictures = 0

    def write(self) -> Written:
        out = self.written.html
        title = words(_find(self._root, "title")) or _name(_find(self._root, "code"))
        if title:
            out.append(f"<h2>{escaped(title)}</h2>")
        self._facts()
        self._media = {
            each.get("ID", ""): each for each in self._root.iter(f"{_V3}observationMedia")
        } | self._regions()
        for section in _each(self._root, "component/structuredBody/component/section"):
            self._section(section, 3)
        for body in _each(self._root, "component/nonXMLBody/text"):
            self._unstructured(body)
        return self.written

    def _regions(self) -> dict[str, Element]:
        """A region marks a place in a picture; the picture is what can be shown of it."""
        found = {}
        for region in self._root.iter(f"{_V3}regionOfInterest"):
            for media in region.iter(f"{_V3}observationMedia"):
                found[region.get("ID", "")] = media
        return found

    def _facts(self) -> None:
        facts = [*self._when(), *self._who()]
        if facts:
            rows = (f"<dt>{escaped(name)}</dt><dd>{escaped(text)}</dd>" for name, text in facts)
            self.written.html.append(f"<dl>{''.join(rows)}</dl>")

    def _when(self) -> Iterator[tuple[str, str]]:
        time = _time(_find(self._root, "effectiveTime"))
        if time:
            yield self._say("Date"), time
        encounter = _find(self._root, "componentOf/encompassingEncounter/effectiveTime")
        if encounter is not None:
            low, high = _time(_find(encounter, "low")), _time(_find(encounter, "high"))
            period = f"{low} – {high}" if low and high else low or high or _time(encounter)
            if period:
                yield self._say("Time of the visit"), period

    def _who(self) -> Iterator[tuple[str, str]]:
        told = set()
        for author in _each(self._root, "author/assignedAuthor"):
            text = ", ".join(_author(author))
            if text and text not in told:
                told.add(text)
                yield self._say("Written by"), text
        custodian = "custodian/assignedCustodian/representedCustodianOrganization/name"
        name = words(_find(self._root, custodian))
        if name:
            yield self._say("Kept by"), name

    def _section(self, section: Element, level: int) -> None:
        out = self.written.html
        title = words(_find(section, "title")) or _name(_find(section, "code"))
        tag = f"h{min(level, _LOWEST)}"
        if title:
            out.append(f"<{tag}>{escaped(title)}</{tag}>")
        text = _find(section, "text")
        inner = list(_each(section, "component/section"))
        if text is not None and (words(text) or len(text)):
            Narrative(out, self._referenced).text(text)
        elif _find(section, "entry") is not None:
            self._note("This part holds codes for computers only, no text. They are in the file.")
        elif title and not inner:
            self._note("Nothing is written in this part.")
        for each in inner:
            self._section(each, level + 1)

    def _note(self, message: str) -> None:
        self.written.html.append(f"<p><em>{escaped(self._say(message))}</em></p>")

    def _referenced(self, reference: str) -> str:
        """The picture that the narrative points at, or a line that it is in the file."""
        media = self._media.get(reference)
        value = None if media is None else _find(media, "value")
        packed = "" if value is None else "".join(value.itertext())
        data = decoded(packed) if self._pictures < _MOST_PICTURES else None
        self._pictures += 1
        src = self._picture(data) if data else ""
        if not src:
            missing = self._say("A picture here is in the file only.")
            return f"<em>{escaped(missing)}</em>"
        alt = self._say("Picture in the document").replace('"', "&quot;")
        return f'<img src="{src}" alt="{alt}">'

    def _unstructured(self, body: Element) -> None:
        content_type = body.get("mediaType") or "text/plain"
        packed = "".join(body.itertext())
        data: bytes | None = packed.encode("utf-8", "replace")
        # Norwegian senders leave it out that what is no text is in base64.
        if body.get("representation") == "B64" or not content_type.startswith("text/"):
            data = decoded(packed)
        if body.get("compression") or _find(body, "reference") is not None:
            data = None
        self.written.attachments.append(Attachment("", content_type, data))


def _author(author: Element) -> Iterator[str]:
    for path in (
        "assignedPerson/name",
        "assignedAuthoringDevice/softwareName",
        "representedOrganization/name",
    ):
        name = words(_find(author, path))
        if name:
            yield name


def _find(element: Element, path: str) -> Element | None:
    return element.find("/".join(_V3 + part for part in path.split("/")))


def _each(element: Element, path: str) -> list[Element]:
    return element.findall("/".join(_V3 + part for part in path.split("/")))


def _name(code: Element | None) -> str:
    return "" if code is None else code.get("displayName") or words(_find(code, "originalText"))


def _time(element: Element | None) -> str:
    value = "" if element is None else element.get("value") or ""
    return when(value)


def when(value: str) -> str:
    """An HL7 time as Norwegians write it, as exactly as it is given."""
    found = _TIME.match(value)
    if not found:
        return ""
    year, month, day, hour, minute = found.groups()
    date = ".".join(part for part in (day, month, year) if part)
    has_time = hour and minute and hour + minute != "0000"
    return f"{date} kl. {hour}.{minute}" if has_time else date
