"""Template tags for the parts that pages are made of."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from portal import registry

register = template.Library()

_LANGUAGES = {
    "nb": _("Bokmål"),
    "nn": _("Nynorsk"),
    "no": _("Norwegian"),
    "en": _("English"),
    "se": _("Northern Sami"),
    "smj": _("Lule Sami"),
    "sma": _("Southern Sami"),
    "da": _("Danish"),
    "sv": _("Swedish"),
}


@register.simple_block_tag(takes_context=True)
def card(
    context: template.Context, content: str, title: str = "", level: int = 2, tone: str = ""
) -> SafeString:
    """A card with a heading: {% card title=... %}...{% endcard %}."""
    values = {"content": content, "title": title, "level": level, "tone": tone}
    return render_to_string("components/card.html", values)


@register.simple_block_tag(takes_context=True)
def alert(
    context: template.Context, content: str, title: str = "", tone: str = "info", live: bool = False
) -> SafeString:
    """A message with its kind in words for those who do not see the colour."""
    values = {"content": content, "title": title, "tone": tone, "live": live}
    return render_to_string("components/alert.html", values)


@register.filter
def as_input(field: BoundField, rows: int = 0) -> SafeString:
    """The widget of a form field with Designsystemet's class; rows for a text area."""
    attributes: dict[str, Any] = {"class": "ds-input"}
    if rows:
        attributes["rows"] = rows
    return field.as_widget(attrs=attributes)


@register.filter
def language_name(code: str) -> str:
    """The language of a document by its code; a code nobody has a name for stays as it is."""
    return str(_LANGUAGES.get(code.lower().split("-")[0], code))


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, *names: str) -> str:
    """The address of this list without some of its filters, from the first page on."""
    query = context["request"].GET.copy()
    for name in (*names, "page"):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else context["request"].path


@register.simple_tag
def options(choices: Iterable[Any]) -> SafeString:
    """What a select offers: {value, label, selected}. For many, over each of which a template would
    take its time."""
    marks = {False: "", True: mark_safe(" selected")}
    rows = ((each.value, marks[each.selected], each.label) for each in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers to show: the first, the last, those around; "" stands for a gap."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else "" for number in elided]


@register.inclusion_tag("components/record_tabs.html", takes_context=True)
def record_tabs(context: template.Context, patient_id: Any) -> dict[str, Any]:
    """The tabs that the apps declare for a patient's record."""
    request = context.get("request")
    path = request.path if request else ""
    return {"tabs": registry.tabs(patient_id, path)}


@register.simple_tag
def record_places(patient_id: Any) -> list[registry.Link]:
    """The pages of a patient's record: the overview first, then what the apps declare."""
    return registry.tabs(patient_id, "")
