"""Values of one parameter compared with what was asked, by the rules of its type."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from common import clock
from common.rest import SearchParameter, SearchType
from fhirapi.searching import forms, sql
from fhirapi.searching.asking import Condition, bad

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_ESCAPED = re.compile(r"\\([\\,|$])")
# Around a day or a number asked for as approximate, as R4 recommends.
_ABOUT = 10


def unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def system_and_code(value: str) -> tuple[str | None, str]:
    """A token's two sides; None for the system where there is no bar."""
    parts = _BAR.sub("\\1\x00", value).split("\x00")
    if len(parts) == 1:
        return None, unescaped(value)
    if len(parts) > 2:
        raise bad(f"{value[:100]!r} has more than one bar; escape those that are meant (\\|).")
    return unescaped(parts[0]), unescaped(parts[1])


def token(value: str) -> str:
    system, code = system_and_code(value)
    return forms.code_in_any_system(code) if system is None else forms.token(system, code)


def _tokens(condition: Condition, value: str) -> Any:
    return Q(search__contains={condition.parameter.name: [token(value)]})


def _uris(condition: Condition, value: str) -> Any:
    return Q(search__contains={condition.parameter.name: [unescaped(value)]})


def _strings(condition: Condition, value: str) -> Any:
    name, text = condition.parameter.name, unescaped(value)
    if condition.modifier == "exact":
        return sql.is_written(name, text)
    if condition.modifier == "contains":
        return sql.holds(name, forms.folded(text))
    return sql.begins(name, forms.folded(text))


def starting(condition: Condition) -> Q:
    """What an index over the directory finds of texts that begin so; the rest is then compared."""
    texts = [forms.folded(unescaped(value)) for value in condition.values]
    is_short = any(len(text) < forms.START_LENGTH for text in texts)
    if is_short or condition.modifier == "contains":
        return Q()
    name = condition.parameter.name + forms.STARTS
    starts = (Q(search__contains={name: [text[: forms.START_LENGTH]]}) for text in texts)
    return reduce(or_, starts)


def _prefixed(value: str) -> tuple[str, str]:
    has_prefix = value[:2] in PREFIXES
    return (value[:2], value[2:]) if has_prefix else ("eq", value)


def _interval(name: str, text: str, prefix: str) -> tuple[str, str]:
    # A plus sign that was not encoded comes as a blank.
    try:
        start, before = forms.interval(text.replace(" ", "+"))
    except ValueError:
        raise bad(f"{text[:100]!r} is no date or time of FHIR.", name) from None
    return _about(start, before) if prefix == "ap" else (start, before)


def _about(start: str, before: str) -> tuple[str, str]:
    """Wider by a tenth of how long ago, or ahead, it is."""
    try:
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(before)
        wide = max(abs(clock.now() - first) / _ABOUT, timedelta(0))
        return forms.instant(first - wide), forms.instant(last + wide)
    except (OverflowError, ValueError):
        return start, before


def _dates(condition: Condition, value: str) -> Any:
    prefix, text = _prefixed(value)
    name = condition.parameter.name
    return sql.in_time(name, prefix, *_interval(name, text, prefix))


def _quantities(condition: Condition, value: str) -> Any:
    name = condition.parameter.name
    number, *unit = [unescaped(each) for each in _BAR.sub("\\1\x00", value).split("\x00")]
    prefix, text = _prefixed(number)
    found = forms.number(text)
    if found is None or len(unit) not in {0, 2}:
        raise bad(f"{value[:100]!r} is no quantity: number or number|system|code.", name)
    off = abs(found) / _ABOUT if prefix == "ap" else forms.spread(found)
    limits = (str(found), str(found - off), str(found + off))
    system, code = unit or ["", ""]
    return sql.in_amount(name, prefix, limits, system, code)


_WAYS: Mapping[SearchType, Callable[[Condition, str], Any]] = {
    SearchType.TOKEN: _tokens,
    SearchType.DATE: _dates,
    SearchType.STRING: _strings,
    SearchType.QUANTITY: _quantities,
    SearchType.URI: _uris,
}


def compared(condition: Condition) -> Any:
    """The condition that one of the values is what is asked for."""
    if condition.parameter.column:
        return _by_column(condition)
    way = _WAYS[condition.parameter.type]
    return reduce(or_, (way(condition, value) for value in condition.values))


def missing(parameter: SearchParameter, *, is_missing: bool) -> Any:
    if parameter.column:
        empty = Q(**{f"{parameter.column}__isnull": True})
    else:
        empty = ~Q(search__has_key=parameter.name)
    return empty if is_missing else ~empty


# A column holds one instant: that it lies in an interval is asked of it as such.
_AT_COLUMN = {
    "eq": (("gte", 0), ("lt", 1)),
    "ap": (("gte", 0), ("lt", 1)),
    "gt": (("gte", 1),),
    "sa": (("gte", 1),),
    "lt": (("lt", 0),),
    "eb": (("lt", 0),),
    "ge": (("gte", 0),),
    "le": (("lt", 1),),
}


def _by_column(condition: Condition) -> Any:
    column, values = condition.parameter.column, condition.values
    if condition.parameter.type is SearchType.DATE:
        return reduce(or_, (_column_in_time(column, condition, each) for each in values))
    codes = [system_and_code(each)[1] for each in values]
    if column == "id":
        return among_ids(column, codes)
    return Q(**{f"{column}__in": codes})


def _column_in_time(column: str, condition: Condition, value: str) -> Q:
    prefix, text = _prefixed(value)
    limits = _interval(condition.parameter.name, text, prefix)
    if prefix == "ne":
        return ~_between(column, _AT_COLUMN["eq"], limits)
    return _between(column, _AT_COLUMN[prefix], limits)


def _between(column: str, conditions: Any, limits: tuple[str, str]) -> Q:
    found = Q()
    for lookup, at in conditions:
        if limits[at] not in {forms.EVER, forms.NEVER}:
            found &= Q(**{f"{column}__{lookup}": datetime.fromisoformat(limits[at])})
        elif (limits[at] == forms.NEVER) is (lookup == "gte"):
            found &= Q(id__in=[])  # After all times, or before them.
    return found


def among_ids(column: str, texts: Iterable[str]) -> Q:
    return Q(**{f"{column}__in": [each for each in map(_uuid, texts) if each]})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
