"""Reads XML without ever following it anywhere: no document type, so no entity, near or far."""

from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat

from defusedxml import DTDForbidden

from common.errors import DisError

DEEPEST = 100


class BadXml(DisError):
    """The bytes are no XML that is taken; `code` is "too-large", "document-type", "broken" or
    "too-deep", `place` the line and column where there is one."""

    def __init__(self, code: str, place: str = "") -> None:
        self.code = code
        self.place = place
        super().__init__(f"{code} {place}".strip())


def parsed(data: bytes, *, most_bytes: int, deepest: int = DEEPEST) -> Element:
    """The root. Refuses a document type before the tree is built, as defusedxml does.

    defusedxml builds its tree in Python, which is too slow for large documents: here the same
    parser goes through the bytes twice, first for the guard alone, then for the tree in C.
    """
    if len(data) > most_bytes:
        raise BadXml("too-large")
    try:
        _refuse_document_type(data)
        root = fromstring(data)  # noqa: S314 - has no document type, so nothing to expand or fetch
    except DTDForbidden as error:
        raise BadXml("document-type") from error
    except (ParseError, expat.ExpatError) as error:
        raise BadXml("broken", _place(error)) from error
    except (ValueError, LookupError) as error:
        raise BadXml("broken") from error
    _refuse_depth(root, deepest)
    return root


def local(element: Element) -> str:
    """The name without its namespace."""
    return _local(element.tag)


@lru_cache(maxsize=5_000)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def space(element: Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def words(element: Element | None) -> str:
    """All text within, blanks as one."""
    return "" if element is None else " ".join(" ".join(element.itertext()).split())


def _place(error: ParseError | expat.ExpatError) -> str:
    line = getattr(error, "lineno", None) or getattr(error, "position", (0, 0))[0]
    column = getattr(error, "offset", None) or getattr(error, "position", (0, 0))[1]
    return f"line {line} column {column}"


def _refuse_document_type(data: bytes) -> None:
    parser = expat.ParserCreate()

    def refuse(name: str, sysid: str | None, pubid: str | None, has_subset: int) -> None:
        raise DTDForbidden(name, sysid, pubid)

    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)


def _refuse_depth(root: Element, deepest: int) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > deepest:
            raise BadXml("too-deep")
        level = [child for element in level for child in element]
