"""Template tags that mark the words of a search where a document is shown."""

import re
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from journal.marking import Marker

register = template.Library()

_TEXT_OF_HTML = re.compile(r"(<[^>]*>|&#?\w+;)")


@register.simple_tag(takes_context=True)
def marked(context: template.Context, text: str) -> SafeString:
    """The text as HTML, escaped, with the words of the page's search marked if it has one."""
    marker: Marker | None = context.get("marker")
    return marker.in_text(text) if marker else SafeString(escape(text))


@register.simple_tag(takes_context=True)
def marked_html(context: template.Context, html: SafeString) -> SafeString:
    """Clean HTML, with the words marked that stand between its tags."""
    marker: Marker | None = context.get("marker")
    if marker is None:
        return html
    parts = _TEXT_OF_HTML.split(html)
    parts[::2] = [marker.in_text(text) for text in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308  # Cleaned before; only <mark> is added.


@register.simple_tag(takes_context=True)
def marked_line(context: template.Context, line: dict[str, Any]) -> SafeString:
    """Behind a line of a page's picture that holds a word of the search."""
    marker: Marker | None = context.get("marker")
    if marker is None or not marker.finds(line["text"]):
        return SafeString("")
    size = float(line["size"])
    return format_html(
        '<rect class="dis-found" x="{}" y="{}" width="{}" height="{}"/>',
        line["x"],
        f"{float(line['y']) - 0.85 * size:g}",
        line["width"],
        f"{1.1 * size:g}",
    )
