"""The only HTML that may come out of a document: no link, class, style, script or outside picture.

Whatever wrote the HTML, this list is what reaches a reader.
"""

import html as entities
import re

import nh3

from common.identifiers import national_ids_in

MASK = "[fødselsnummer]"
PICTURE = "data:image/webp;base64,"
_CELL = {"colspan", "rowspan"}
_ATTRIBUTES = {"th": {*_CELL, "scope"}, "td": _CELL, "img": {"src", "alt"}}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "ul", "ol", "li", "dl", "dt", "dd"}
_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_WORDS = {"strong", "em", "sub", "sup", "br", "del", "ins", "img"}
_DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}
_ENDS = re.compile(r"</(?:p|h[2-6]|li|dt|dd|tr|caption)>|<br>")
_CELLS = re.compile(r"\s*</t[hd]>\s*(?=<t[hd])")
_TAGS = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r"\s*\n\s*")


def clean(html: str) -> str:
    """What is allowed of it, with all else taken away, and what it held kept as text."""
    return nh3.clean(
        html,
        tags=_HEADINGS | _BLOCKS | _TABLE | _WORDS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"data"},
        link_rel=None,
    )


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def masked(text: str) -> str:
    """Without national identity numbers: a reader knows whose document it is."""
    for match in reversed(national_ids_in(text)):
        text = text[: match.start()] + MASK + text[match.end() :]
    return text


def paragraphs(text: str) -> str:
    """Plain text as HTML: a blank line parts paragraphs, a line break stays one."""
    parts = (part.strip("\n") for part in re.split(r"\n[ \t\r]*\n", text.replace("\r\n", "\n")))
    return "".join(f"<p>{lines(part)}</p>" for part in parts if part.strip())


def lines(text: str) -> str:
    return escaped(text.strip()).replace("\r\n", "\n").replace("\n", "<br>")


def text_of(html: str) -> str:
    """The words of clean HTML, each paragraph, row and line in a line of its own."""
    broken = _CELLS.sub("\t", _ENDS.sub("\n", html))
    text = entities.unescape(_TAGS.sub("", broken))
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if value.startswith(PICTURE) else None
    if name in _CELL:
        return value if value.isascii() and value.isdigit() and 0 < int(value[:4]) <= 100 else None
    if name == "scope":
        return value if value in ("col", "row", "colgroup", "rowgroup") else None
    # So that what stands between angle brackets is a tag, for whoever looks for those.
    return value.replace("<", "").replace(">", "")
