"""The narrative block of CDA, written as the HTML that it resembles."""

from collections.abc import Callable, Mapping
from functools import cache
from xml.etree.ElementTree import Element

from journal.formats.clean import escaped
from journal.formats.xml import local, words

_PLAIN = {
    name: (f"<{tag}>", f"</{tag}>")
    for name, tag in (
        ("tr", "tr"),
        ("thead", "thead"),
        ("tbody", "tbody"),
        ("tfoot", "tfoot"),
        ("sub", "sub"),
        ("sup", "sup"),
        ("item", "li"),
    )
}
_CELLS = {"td": ("<td>", "</td>"), "th": ('<th scope="col">', "</th>")}
_STYLES = {"bold": "strong", "italics": "em", "italic": "em", "emphasis": "em"}
_REVISED = {"delete": "del", "insert": "ins"}
_SILENT = frozenset({"col", "colgroup", "footnoteRef"})
_BLOCKS = frozenset({"paragraph", "table", "list"})
_WIDEST = 100


class Narrative:
    """Writes into `out`. `picture` gives the HTML of what a reference points at."""

    def __init__(self, out: list[str], picture: Callable[[str], str]) -> None:
        self._out, self._picture = out, picture
        self._special: Mapping[str, Callable[[Element], None]] = {
            "paragraph": self._paragraph,
            "list": self._list,
            "table": self._table,
            "caption": self._caption,
            "linkHtml": self._link,
            "footnote": self._footnote,
            "renderMultiMedia": self._multimedia,
        }

    def text(self, element: Element) -> None:
        """The whole block: what stands outside any paragraph gets one."""
        is_open = self._loose(element.text, False)
        for child in element:
            is_block = local(child) in _BLOCKS
            is_open = self._closed(is_open) if is_block else self._opened(is_open)
            self._node(child)
            is_open = self._loose(child.tail, is_open)
        self._closed(is_open)

    def _loose(self, text: str | None, is_open: bool) -> bool:
        if text and text.strip():
            is_open = self._opened(is_open)
            self._out.append(escaped(text))
        return is_open

    def _opened(self, is_open: bool) -> bool:
        if not is_open:
            self._out.append("<p>")
        return True

    def _closed(self, is_open: bool) -> bool:
        if is_open:
            self._out.append("</p>")
        return False

    def _inside(self, element: Element) -> None:
        write, text = self._out.append, element.text
        if text:
            write("\n" if text.isspace() else escaped(text))
        for child in element:
            self._node(child)
            tail = child.tail
            if tail:
                write("\n" if tail.isspace() else escaped(tail))

    def _node(self, element: Element) -> None:
        """Rows and cells pass here by the ten thousand, hence the short way for most."""
        name = local(element)
        if name in _CELLS:
            opening, closing = _cell(name, element.attrib) if element.attrib else _CELLS[name]
        elif name == "content":
            opening, closing = _style(element.get("styleCode"), element.get("revised"))
        elif name in _PLAIN:
            opening, closing = _PLAIN[name]
        else:
            self._other(name, element)
            return
        if len(element):
            self._out.append(opening)
            self._inside(element)
            self._out.append(closing)
        else:
            self._out.append(f"{opening}{escaped(element.text or '')}{closing}")

    def _other(self, name: str, element: Element) -> None:
        if name == "br":
            self._out.append("<br>")
        elif name in self._special:
            self._special[name](element)
        elif name not in _SILENT:
            self._inside(element)

    def _wrapped(self, tag: str, element: Element) -> None:
        self._out.append(f"<{tag}>")
        self._inside(element)
        self._out.append(f"</{tag}>")

    def _paragraph(self, element: Element) -> None:
        if all(local(child) not in _BLOCKS for child in element):
            self._wrapped("p", element)
        else:
            # Not lawful, but written: a table within a paragraph.
            self.text(element)

    def _list(self, element: Element) -> None:
        for child in element:
            if local(child) == "caption":
                self._wrapped("p", child)
        tag = "ol" if element.get("listType") == "ordered" else "ul"
        self._out.append(f"<{tag}>")
        for child in element:
            if local(child) == "item":
                self._node(child)
        self._out.append(f"</{tag}>")

    def _table(self, element: Element) -> None:
        self._out.append("<table>")
        for child in element:
            if local(child) == "caption":
                self._wrapped("caption", child)
            else:
                self._node(child)
        self._out.append("</table>")

    def _caption(self, element: Element) -> None:
        self._wrapped("strong", element)
        self._out.append(" ")

    def _link(self, element: Element) -> None:
        """Words only: nothing here leads out of the portal."""
        self._inside(element)
        href = element.get("href") or ""
        if href.startswith(("http://", "https://")) and href not in words(element):
            self._out.append(f" ({escaped(href)})")

    def _footnote(self, element: Element) -> None:
        self._out.append(" (")
        self._inside(element)
        self._out.append(")")

    def _multimedia(self, element: Element) -> None:
        for reference in (element.get("referencedObject") or "").split():
            self._out.append(self._picture(reference))
        for child in element:
            if local(child) == "caption":
                self._wrapped("em", child)


def _cell(name: str, attributes: Mapping[str, str]) -> tuple[str, str]:
    spans = "".join(
        f' {span}="{min(int(attributes[span][:4]), _WIDEST) or 1}"'
        for span in ("colspan", "rowspan")
        if span in attributes and attributes[span].isascii() and attributes[span].isdigit()
    )
    if name == "td":
        return f"<td{spans}>", "</td>"
    scope = "row" if attributes.get("scope") == "row" else "col"
    return f'<th{spans} scope="{scope}">', "</th>"


@cache
def _style(code: str | None, revised: str | None) -> tuple[str, str]:
    """What is taken out or put in by a correction is marked so, whatever else it is."""
    tags = [_STYLES[each] for each in (code or "").lower().split() if each in _STYLES]
    if revised in _REVISED:
        tags.append(_REVISED[revised])
    tags = list(dict.fromkeys(tags))
    return "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
