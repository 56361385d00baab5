"""What was asked, as conditions on the rows that a Grant opens."""

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Q

from access.codes import Kind
from access.grant import Grant
from common import clock
from common.rest import SearchParameter, SearchType
from fhirapi import registry
from fhirapi.outcomes import Refusal
from fhirapi.searching import forms, sql
from fhirapi.searching.asking import Asked, Chained, Condition, Has, bad
from fhirapi.searching.values import PATIENT
from people import identity

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_ESCAPED = re.compile(r"\\([\\,|$])")
# Around a day or a number asked for as approximate, as R4 recommends.
_ABOUT = 10


class Conditions:
    """Makes the conditions for one search: whose rows they are, and where the API stands."""

    def __init__(self, grant: Grant | None, patient_id: uuid.UUID | None, base: str) -> None:
        self._grant = grant
        self._patient_id = patient_id
        self._base = base

    def rows(self, fhir_type: Any) -> Any:
        """The rows of a type that the reader may see; those of the directory are everybody's."""
        rest = registry.rest_of(fhir_type)
        if not rest.kind:
            return rest.rows(None)
        if self._grant is None or Kind(rest.kind) not in self._grant.kinds:
            text = f"The access does not open {fhir_type.name}."
            raise Refusal.of(403, "forbidden", text)
        return rest.rows(self._grant)

    def found(self, fhir_type: Any, asked: Asked) -> Any:
        """The rows that fulfil everything that was asked."""
        found = self.rows(fhir_type)
        for condition in asked.conditions:
            found = found.filter(self._of_own(fhir_type, condition))
        for chain in asked.chains:
            found = found.filter(self._chained(fhir_type, chain))
        for has in asked.reverse_chains:
            found = found.filter(self._has(fhir_type, has))
        return found

    def _of_own(self, fhir_type: Any, condition: Condition) -> Any:
        """A condition on the rows of the patient whom the search has named by a national id: that
        is the person's, and no matter of what systems have written in their rows."""
        is_named = fhir_type.name == PATIENT and names_persons(condition)
        return Q() if is_named else self.of(fhir_type, condition)

    def of(self, fhir_type: Any, condition: Condition) -> Any:
        parameter = condition.parameter
        if _is_settled(fhir_type, condition):
            return Q()
        if condition.modifier == "missing":
            return _missing(parameter, is_missing=condition.values == ("true",))
        if parameter.type is SearchType.REFERENCE:
            found = self._references(condition)
        elif parameter.column:
            found = _by_column(condition)
        else:
            found = reduce(or_, (_WAYS[parameter.type](condition, v) for v in condition.values))
        return ~found if condition.modifier == "not" else found

    def _references(self, condition: Condition) -> Any:
        parameter = condition.parameter
        if condition.modifier == "identifier":
            names = [f"{forms.IDENTIFIED}{each}" for v in condition.values for each in [_token(v)]]
            return sql.is_among(parameter.name, names)
        names = [name for v in condition.values for name in self._named(condition, v)]
        if parameter.column:
            ids = [_uuid(name.partition("/")[2]) for name in names]
            return Q(**{f"{parameter.column}__in": [each for each in ids if each]})
        return sql.is_among(parameter.name, names)

    def _named(self, condition: Condition, value: str) -> list[str]:
        """How what a value names stands among the search values."""
        parameter, text = condition.parameter, unescaped(value)
        text = text.removeprefix(f"{self._base}/")
        match = forms.RELATIVE.fullmatch(text)
        if match:
            named = [match.groups()]
        elif "/" in text or ":" in text:
            return [text]
        else:
            types = [condition.modifier] if condition.modifier else parameter.targets
            named = [(each, text) for each in types]
        found = [forms.named(each, own_id) for each, own_id in named]
        is_own = f"{PATIENT}/{self._patient_id}" in found
        return [*found, PATIENT] if is_own else found

    def _chained(self, fhir_type: Any, chain: Chained) -> Any:
        if is_subject(fhir_type, chain.parameter):
            # Of the one patient whose rows all these are.
            return Exists(self.rows(chain.aim).filter(self._of_own(chain.aim, chain.condition)))
        aims = self.rows(chain.aim).filter(self.of(chain.aim, chain.condition))
        prefix = f"{chain.aim.name}/"
        named = Q(Exists(aims.filter(sql.is_named_by_outer(chain.parameter.name, prefix))))
        if chain.aim.name == PATIENT:
            named |= Exists(aims) & sql.is_among(chain.parameter.name, [PATIENT])
        return named

    def _has(self, fhir_type: Any, has: Has) -> Any:
        sources = self.rows(has.aim).filter(self.of(has.aim, has.condition))
        if fhir_type.name == PATIENT and is_subject(has.aim, has.parameter):
            return Exists(sources)
        return Exists(sources.filter(sql.names_outer(has.parameter.name, f"{fhir_type.name}/")))


def _is_settled(fhir_type: Any, condition: Condition) -> bool:
    """Whose rows these are is settled already: they are those of one patient."""
    return condition.modifier != "missing" and is_subject(fhir_type, condition.parameter)


def names_persons(condition: Condition) -> bool:
    """Whether a condition names people by national ids, in whose place tokens stand."""
    is_plain = condition.parameter.name == "identifier" and not condition.modifier
    return is_plain and all(identity.TOKEN in value for value in condition.values)


def is_subject(fhir_type: Any, parameter: SearchParameter) -> bool:
    """Whether the parameter names the patient that a row is about."""
    rest = registry.rest_of(fhir_type)
    own = next((each for each in rest.parameters if each.name == rest.subject), None)
    return own is not None and parameter.paths == own.paths and parameter.type is own.type


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


def _token(value: str) -> str:
    system, code = system_and_code(value)
    return forms.code_in_any_system(code) if system is None else forms.token(system, code)


def _tokens(condition: Condition, value: str) -> Any:
    return Q(search__contains={condition.parameter.name: [_token(value)]})


def _uris(condition: Condition, value: str) -> Any:
    return Q(search__contains={condition.parameter.name: [unescaped(value)]})


def _strings(condition: Condition, value: str) -> Any:
    name, text = condition.parameter.name, unescaped(value)
    if condition.modifier == "exact":
        return sql.is_written(name, text)
    if condition.modifier == "contains":
        return sql.holds(name, forms.folded(text))
    return sql.begins(name, forms.folded(text))


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


def _missing(parameter: SearchParameter, *, is_missing: bool) -> Any:
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
        return Q(pk__in=[each for each in map(_uuid, codes) if each])
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
            found &= Q(pk__in=[])  # After all times, or before them.
    return found


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
