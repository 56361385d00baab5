"""What the bytes of a document really are, whatever they are said to be. Looks, never decodes."""

import codecs
import re
from dataclasses import dataclass

FIRST = 64 * 1024
PICTURES = frozenset({"png", "jpeg", "gif", "webp", "bmp", "tiff"})
SHOWN = PICTURES | {"text", "pdf", "rtf", "cda", "kith", "fhir"}

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b", "archive"),
)
# What every virus scanner is tried with. Nobody is helped by seeing it here.
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_XML = ("text/xml", "application/xml", "application/hl7-cda+xml", "application/hl7-sda+xml")
_DECLARED = {
    "text/plain": "text",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/rtf": "rtf",
    "application/x-rtf": "rtf",
    "text/rtf": "rtf",
    "text/richtext": "rtf",
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/jpg": "jpeg",
    "image/pjpeg": "jpeg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/x-ms-bmp": "bmp",
    "image/tiff": "tiff",
    "image/tif": "tiff",
    **dict.fromkeys(_XML, "xml"),
    **dict.fromkeys(("application/fhir+json", "application/json"), "fhir"),
}
_KITH = re.compile(r"http://(www\.kith|ehelse)\.no/xmlstds/", re.ASCII)
_NAV = re.compile(r"http://www\.(nav|trygdeetaten)\.no/xml/eiff/", re.ASCII)
_ROOT = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)")
# Looked for where a name begins and never given back: this runs in the process of the web.
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
# A Bundle says what it is near its beginning, or it is not looked at.
_FHIR = re.compile(rb'"resourceType"\s*:\s*"Bundle"')
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Judged:
    """`kind` is one of SHOWN if the bytes may be opened; `is_as_said` if the sender named it so."""

    kind: str
    is_as_said: bool
    said: str = ""

    @property
    def may_be_opened(self) -> bool:
        return self.kind in SHOWN


def judged(data: bytes, content_type: str) -> Judged:
    """The bytes decide; of a text, which has no mark of its own, what it is said to be does."""
    said = _DECLARED.get(content_type.split(";")[0].strip(" ").lower(), "")
    kind = kind_of(data)
    if said == "text" and (kind in ("", "html", "svg", "xml") or _is_prose(data, kind)):
        kind = "text" if _may_be_text(data) else ""
    is_as_said = kind == said or (said == "xml" and kind in ("cda", "kith", "html", "svg"))
    return Judged(kind, is_as_said, said)


def kind_of(data: bytes) -> str:
    """A word for the kind, empty if nothing tells."""
    if not data:
        return "empty"
    head = data[:FIRST]
    if _EICAR in head:
        return "harmful"
    start = head.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    for magic, kind in _MAGIC:
        # Only of what is written in letters may blanks come before.
        if (start if magic[:1] in b"%{" else head).startswith(magic):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"BM") and head[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    if start.startswith(b"{") and _FHIR.search(start[:4096]):
        return "fhir"
    return _kind_of_xml(_decoded(head))


def _is_prose(data: bytes, kind: str) -> bool:
    """A text may begin with any two letters, MZ too, and with #!."""
    return kind == "program" and not _CONTROLS.search(data[:4096])


def _may_be_text(data: bytes) -> bool:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    found = len(_CONTROLS.findall(data[:4096]))
    return found < 64 or found < len(data[:4096]) * 0.05


def _decoded(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _kind_of_xml(text: str) -> str:
    text = _after_prolog(text)
    if not text.startswith("<"):
        return ""
    if text[:14].lower() == "<!doctype html":
        return "html"
    found = _ROOT.match(text)
    if not found:
        return "xml" if text.startswith("<!") else ""
    prefix, name, rest = found.groups()
    space = _namespace(prefix, rest)
    if name.lower() in ("html", "svg"):
        return name.lower()
    if name == "ClinicalDocument" and space == "urn:hl7-org:v3":
        return "cda"
    if _KITH.match(space) or (name == "EI_fellesformat" and _NAV.match(space)):
        return "kith"
    return "xml"


def _namespace(prefix: str | None, attributes: str) -> str:
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    for found in _ATTRIBUTE.finditer(attributes):
        if found.group(1) == name:
            return (found.group(2) or found.group(3) or "").strip()
    return ""


def _after_prolog(text: str) -> str:
    """What follows the declarations, comments and the document type; empty if they do not end."""
    while True:
        text = text.lstrip()
        if text.startswith("<!--"):
            end = "-->"
        elif text.startswith("<?"):
            end = "?>"
        elif text[:9] == "<!DOCTYPE" and text[:14].lower() != "<!doctype html":
            end = "]>" if "[" in text[: text.find(">") + 1 or None] else ">"
        else:
            return text
        text = text.partition(end)[2]
