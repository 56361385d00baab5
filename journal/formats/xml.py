"""Reads XML without ever following it anywhere: no document type, so no entity, near or far."""

from functools import cache
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat

from defusedxml import DTDForbidden

from journal.formats.values import TooLarge, Unreadable

MOST_BYTES = 25 * 1024 * 1024
DEEPEST = 100


def parsed(data: bytes) -> Element:
    """The root. Refuses a document type before the tree is built, as defusedxml does.

    defusedxml builds its tree in Python, which is too slow for large documents: here the same
    parser goes through the bytes twice, first for the guard alone, then for the tree in C.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge("More XML than a page can show.")
    try:
        _refuse_document_type(data)
        root = fromstring(data)  # noqa: S314 - has no document type, so nothing to expand or fetch
    except DTDForbidden as error:
        raise Unreadable("The XML has a document type.") from error
    except (ParseError, expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable("The XML is broken.") from error
    _refuse_depth(root)
    return root


def local(element: Element) -> str:
    """The name without its namespace."""
    return _local(element.tag)


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def space(element: Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def words(element: Element | None) -> str:
    """All text within, blanks as one."""
    return "" if element is None else " ".join(" ".join(element.itertext()).split())


def _refuse_document_type(data: bytes) -> None:
    parser = expat.ParserCreate()

    def refuse(name: str, sysid: str | None, pubid: str | None, has_subset: int) -> None:
        raise DTDForbidden(name, sysid, pubid)

    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)


def _refuse_depth(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise TooLarge("Deeper XML than a page can show.")
        level = [child for element in level for child in element]
