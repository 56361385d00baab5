"""Tells the tables in plain text from its prose, so that numbers stay below each other."""

import re
from dataclasses import dataclass
from itertools import groupby

from django import template

register = template.Library()

_GAP = re.compile(r"\S(?: {2,}| *\t+ *)\S")


@dataclass(frozen=True)
class Part:
    text: str
    is_table: bool


@register.filter
def parts(text: str) -> list[Part]:
    """The text in order, cut where prose becomes table and table prose."""
    paragraphs = text.replace("\r\n", "\n").split("\n\n")
    grouped = groupby(paragraphs, key=_is_table)
    return [Part("\n\n".join(each).strip("\n"), is_table) for is_table, each in grouped]


def _is_table(paragraph: str) -> bool:
    """Most of its lines, and at least two, have a gap: one alone may be a slip of the thumb."""
    lines = paragraph.strip("\n").split("\n")
    with_gap = sum(bool(_GAP.search(line)) for line in lines)
    return with_gap >= 2 and with_gap * 2 > len(lines)
