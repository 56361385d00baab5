"""The template filter that marks the words of a search: {{ text|marked:marker }}."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from journal.marking import Marker

register = template.Library()


@register.filter
def marked(text: str, marker: Marker | None) -> SafeString:
    """The text as HTML, escaped; without a marker nothing is marked."""
    return marker.in_text(text) if marker else SafeString(escape(text))
