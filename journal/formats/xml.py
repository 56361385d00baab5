"""Reads the XML of documents, in the words that a document which cannot be opened has."""

from xml.etree.ElementTree import Element

from common import xmltree
from common.xmltree import local, space, words
from journal.formats.values import TooLarge, Unreadable

__all__ = ["DEEPEST", "MOST_BYTES", "local", "parsed", "space", "words"]
MOST_BYTES = 25 * 1024 * 1024
DEEPEST = xmltree.DEEPEST
_SAID = {
    "too-large": TooLarge("More XML than a page can show."),
    "too-deep": TooLarge("Deeper XML than a page can show."),
    "document-type": Unreadable("The XML has a document type."),
    "broken": Unreadable("The XML is broken."),
}


def parsed(data: bytes) -> Element:
    """The root; Unreadable for what is no XML, or has a document type."""
    try:
        return xmltree.parsed(data, most_bytes=MOST_BYTES)
    except xmltree.BadXml as error:
        said = _SAID[error.code]
        raise type(said)(*said.args) from error
