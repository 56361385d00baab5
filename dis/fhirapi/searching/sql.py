"""Conditions over search values as SQL: constants here, every name and value a parameter."""

from typing import Any

from django.db.models import BooleanField, CharField, F, Func, OuterRef, Value
from django.db.models.expressions import Combinable

_EACH = "EXISTS (SELECT FROM jsonb_array_elements({} -> {}::text) v WHERE "
# Instants are text that sorts by its signs: [start, before).
_START, _BEFORE = '(v->>0) COLLATE "C"', '(v->>1) COLLATE "C"'
# Numbers are [least, greatest], empty for no limit, with system, code and unit behind.
_LEAST = "coalesce(nullif(v->>0, '')::numeric, '-infinity')"
_GREATEST = "coalesce(nullif(v->>1, '')::numeric, 'infinity')"
_UNIT = " AND ({} = '' OR v->>2 = {}) AND ({} = '' OR v->>3 = {} OR v->>4 = {})"


class Sql(Func):
    """A condition that is a constant of this module, with expressions in its places."""

    output_field = BooleanField()

    def __init__(self, constant: str, *expressions: Any) -> None:
        super().__init__(*expressions, output_field=BooleanField())
        self.constant = constant

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        compiled = [compiler.compile(each) for each in self.source_expressions]
        sql = self.constant.format(*(text for text, _ in compiled))
        return sql, [value for _, values in compiled for value in values]


def _values(name: str) -> tuple[Combinable, Combinable]:
    return F("search"), _text(name)


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


# What the interval of a row must be to the one asked for, [{}, {}) (R4 search, 3.1.1.4.5). Each
# takes the start asked for and what comes after it, in the order of its places.
_DATES = {
    "eq": (f"{_START} >= {{}} AND {_BEFORE} <= {{}})", "se"),
    "ne": (f"NOT ({_START} >= {{}} AND {_BEFORE} <= {{}}))", "se"),
    "gt": (f"{_BEFORE} > {{}})", "e"),
    "lt": (f"{_START} < {{}})", "s"),
    "ge": (f"({_BEFORE} > {{}} OR ({_START} >= {{}} AND {_BEFORE} <= {{}})))", "ese"),
    "le": (f"({_START} < {{}} OR ({_START} >= {{}} AND {_BEFORE} <= {{}})))", "sse"),
    "sa": (f"{_START} >= {{}})", "e"),
    "eb": (f"{_BEFORE} <= {{}})", "s"),
    "ap": (f"{_START} < {{}} AND {_BEFORE} > {{}})", "es"),
}


def in_time(name: str, prefix: str, start: str, before: str) -> Sql:
    condition, order = _DATES[prefix]
    places = [_text({"s": start, "e": before}[each]) for each in order]
    return Sql(_EACH + condition, *_values(name), *places)


# The same of numbers, [least, greatest]; asked for as [{}, {}) around the number typed.
_NUMBERS = {
    "eq": (f"{_LEAST} >= {{}}::numeric AND {_GREATEST} < {{}}::numeric", "lh"),
    "ne": (f"NOT ({_LEAST} >= {{}}::numeric AND {_GREATEST} < {{}}::numeric)", "lh"),
    "gt": (f"{_GREATEST} > {{}}::numeric", "n"),
    "lt": (f"{_LEAST} < {{}}::numeric", "n"),
    "ge": (f"{_GREATEST} >= {{}}::numeric", "n"),
    "le": (f"{_LEAST} <= {{}}::numeric", "n"),
    "sa": (f"{_LEAST} > {{}}::numeric", "n"),
    "eb": (f"{_GREATEST} < {{}}::numeric", "n"),
    "ap": (f"{_LEAST} <= {{}}::numeric AND {_GREATEST} >= {{}}::numeric", "hl"),
}


def in_amount(name: str, prefix: str, limits: tuple[str, str, str], system: str, code: str) -> Sql:
    """`limits` are the number as typed, and from and before which it equals others."""
    condition, order = _NUMBERS[prefix]
    places = [_text(limits["nlh".index(each)]) for each in order]
    units = [_text(each) for each in (system, system, code, code, code)]
    return Sql(f"{_EACH}{condition}{_UNIT})", *_values(name), *places, *units)


def begins(name: str, text: str) -> Sql:
    return Sql(_EACH + "starts_with(v->>0, {}))", *_values(name), _text(text))


def is_written(name: str, text: str) -> Sql:
    return Sql(_EACH + "v->>1 = {})", *_values(name), _text(text))


def holds(name: str, text: str) -> Sql:
    return Sql(_EACH + "strpos(v->>0, {}) > 0)", *_values(name), _text(text))


def is_among(name: str, values: list[str]) -> Sql:
    """Whether one of the texts is among the values."""
    places = ", ".join("{}" for _ in values)
    constant = f"jsonb_exists_any({{}} -> {{}}::text, ARRAY[{places}]::text[])"
    return Sql(f"coalesce({constant}, false)", *_values(name), *map(_text, values))


def is_named_by_outer(name: str, prefix: str) -> Sql:
    """Whether the row is one that the outer row names: found by its key, id by id."""
    return Sql(
        "{} = ANY (ARRAY(SELECT substr(r, length({}::text) + 1)::uuid"
        " FROM jsonb_array_elements_text({} -> {}::text) r WHERE starts_with(r, {})))",
        F("id"),
        _text(prefix),
        OuterRef("search"),
        _text(name),
        _text(prefix),
    )


def names_outer(name: str, prefix: str) -> Sql:
    """Whether the row names the outer row."""
    return Sql(
        "coalesce(jsonb_exists({} -> {}::text, {} || {}::text), false)",
        *_values(name),
        _text(prefix),
        OuterRef("id"),
    )
