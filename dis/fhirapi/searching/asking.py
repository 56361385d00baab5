"""What a search asks: its parameters understood one by one, or refused in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from common.declarations import FhirType
from common.rest import Interaction, SearchParameter, SearchType
from fhirapi import registry
from fhirapi.calls import Call
from fhirapi.outcomes import Issue, Refusal
from fhirapi.searching import values
from fhirapi.serving import preference

LARGEST_PAGE, USUAL_PAGE = 500, 50
_MOST_PARAMETERS, _MOST_VALUES, _LONGEST_VALUE, _MOST_INCLUDES = 50, 100, 1000, 3
ID, LAST_UPDATED = "_id", "_lastUpdated"
_OF_ALL = {
    each.name: each
    for each in (
        *values.OF_ALL,
        SearchParameter(ID, SearchType.TOKEN, (), column="id"),
        SearchParameter(LAST_UPDATED, SearchType.DATE, (), column="received_at"),
    )
}
_MODIFIERS = {
    SearchType.TOKEN: {"not", "missing"},
    SearchType.STRING: {"exact", "contains", "missing"},
    SearchType.REFERENCE: {"identifier", "missing"},
    SearchType.DATE: {"missing"},
    SearchType.QUANTITY: {"missing"},
    SearchType.URI: {"missing"},
}
# Of the answer's form, which others see to (fhirapi.serving).
_FORM = frozenset({"_format", "_pretty", "_elements"})
IGNORED = "It was ignored."
_COMMA = re.compile(r"(?<!\\)((?:\\\\)*),")


@dataclass(frozen=True)
class Condition:
    """One parameter with its alternatives; other escapes than that of the comma still stand."""

    parameter: SearchParameter
    modifier: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Chained:
    """A condition on what the reference names (`subject:Patient.name=`)."""

    parameter: SearchParameter
    aim: FhirType
    condition: Condition


@dataclass(frozen=True)
class Has:
    """A condition on some row of a type that names this one (`_has:Observation:subject:code=`)."""

    aim: FhirType
    parameter: SearchParameter
    condition: Condition


@dataclass(frozen=True)
class Include:
    """`source` names `aims` by the parameter; reversed, the sources of what is found are added."""

    source: FhirType
    parameter: SearchParameter
    aims: tuple[str, ...]
    is_reverse: bool


@dataclass(frozen=True)
class Key:
    """What is sorted by: the name of a parameter, and whether the greatest comes first."""

    name: str
    is_descending: bool


@dataclass
class Asked:
    """`understood` are the parameters for the self link; `others` the types asked beside one."""

    conditions: list[Condition] = field(default_factory=list)
    chains: list[Chained] = field(default_factory=list)
    reverse_chains: list[Has] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    sort: list[Key] = field(default_factory=list)
    count: int = USUAL_PAGE
    total: str = ""
    is_count_only: bool = False
    understood: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)


def bad(text: str, name: str = "", code: str = "invalid") -> Refusal:
    return Refusal.of(400, code, text, f"http.{name}" if name else "")


def parameters(fhir_type: FhirType) -> Mapping[str, SearchParameter]:
    """All parameters that a type is searched by."""
    return _OF_ALL | {each.name: each for each in registry.rest_of(fhir_type).parameters}


def understood(call: Call, fhir_type: FhirType, query: Sequence[tuple[str, str]]) -> Asked:
    """The query understood. Refusal for what is wrong, and under `Prefer: handling=strict` for
    parameters that nobody knows; else these are left out."""
    _hold_limits(query)
    asked = Asked()
    for name, value in query:
        if _take(call, fhir_type, asked, name, value):
            asked.understood.append((name, value))
        else:
            _unknown(call, asked, fhir_type, name)
    return asked


def _hold_limits(query: Sequence[tuple[str, str]]) -> None:
    if len(query) > _MOST_PARAMETERS:
        raise bad(f"A search has at most {_MOST_PARAMETERS} parameters.", code="too-costly")
    if any(len(value) > _LONGEST_VALUE * 10 or len(name) > 200 for name, value in query):
        raise bad(f"A value has at most {_LONGEST_VALUE} characters.", code="too-long")
    split = [(name, each) for name, value in query for each in alternatives(value)]
    if len(split) > _MOST_VALUES + _MOST_PARAMETERS:
        raise bad(f"A search has at most {_MOST_VALUES} values.", code="too-costly")
    if any(len(each) > _LONGEST_VALUE or "\x00" in each for _, each in split):
        raise bad(f"A value has at most {_LONGEST_VALUE} characters.", code="too-long")


def alternatives(value: str) -> list[str]:
    """The values between commas that no backslash precedes."""
    return _COMMA.sub("\\1\x00", value).replace("\\,", ",").split("\x00")


def _unknown(call: Call, asked: Asked, fhir_type: FhirType, name: str) -> None:
    text = f"{fhir_type.name} has no search parameter {name[:100]!r}."
    if preference(call, "handling") == "strict":
        raise bad(text, code="not-supported")
    asked.warnings.append(Issue("not-supported", f"{text} {IGNORED}", "", "warning"))


def _take(call: Call, fhir_type: FhirType, asked: Asked, name: str, value: str) -> bool:
    """Take one parameter in; False where nobody knows it."""
    if name in _FORM:
        return True
    if name in _RESULT:
        _RESULT[name](fhir_type, asked, value)
        return True
    if name.partition(":")[0] in {"_include", "_revinclude"}:
        asked.includes.append(_include(fhir_type, asked, name, value))
        return True
    if name.startswith("_has:"):
        return _take_has(call, fhir_type, asked, name, value)
    head, dot, tail = name.partition(".")
    parameter, modifier = _named(fhir_type, head)
    if parameter is None:
        return False
    if dot:
        chain = _chained(call, parameter, modifier, tail, value)
        asked.chains.append(chain)
    else:
        asked.conditions.append(_condition(parameter, modifier, value))
    return True


def _named(fhir_type: FhirType, text: str) -> tuple[SearchParameter | None, str]:
    name, _, modifier = text.partition(":")
    return parameters(fhir_type).get(name), modifier


def _condition(parameter: SearchParameter, modifier: str, value: str) -> Condition:
    allowed = _MODIFIERS[parameter.type]
    is_type = parameter.type is SearchType.REFERENCE and modifier in parameter.targets
    if modifier and modifier not in allowed and not is_type:
        raise bad(f"{parameter.name} has no modifier :{modifier[:40]}.", parameter.name)
    if modifier == "missing" and value not in {"true", "false"}:
        raise bad(f"{parameter.name}:missing is true or false.", parameter.name)
    found = tuple(each for each in alternatives(value) if each)
    if not found:
        raise bad(f"{parameter.name} has no value.", parameter.name)
    return Condition(parameter, modifier, found)


def _chained(
    call: Call, parameter: SearchParameter, modifier: str, tail: str, value: str
) -> Chained:
    if parameter.type is not SearchType.REFERENCE or "." in tail:
        raise bad("A chain has one step, from a reference to what it names.", parameter.name)
    targets = [modifier] if modifier else list(parameter.targets)
    if len(targets) != 1:
        raise bad(f"Say which type {parameter.name} names, as in {parameter.name}:Patient.name.")
    if targets[0] not in parameter.targets:
        raise bad(f"{parameter.name} does not name a {targets[0][:64]}.", parameter.name)
    aim = _type(call, targets[0])
    own, own_modifier = _named(aim, tail)
    if own is None:
        raise bad(f"{aim.name} has no search parameter {tail[:100]!r}.", code="not-supported")
    return Chained(parameter, aim, _condition(own, own_modifier, value))


def _take_has(call: Call, fhir_type: FhirType, asked: Asked, name: str, value: str) -> bool:
    parts = name.split(":", 3)
    if len(parts) != 4 or "." in parts[3] or parts[3].startswith("_has"):
        raise bad("It is written _has:Type:reference:parameter, in one step.", "_has")
    aim = _type(call, parts[1])
    reference = parameters(aim).get(parts[2])
    if reference is None or fhir_type.name not in reference.targets:
        raise bad(f"{aim.name} names no {fhir_type.name} by {parts[2][:64]!r}.", "_has")
    own, modifier = _named(aim, parts[3])
    if own is None:
        raise bad(f"{aim.name} has no search parameter {parts[3][:100]!r}.", "_has")
    asked.reverse_chains.append(Has(aim, reference, _condition(own, modifier, value)))
    return True


def _type(call: Call, name: str) -> FhirType:
    """A type that the search goes through: what is said of it tells of its rows too."""
    found = registry.served().get(name)
    if found is None:
        raise bad(f"{name[:64]} is not served here.", code="not-supported")
    if not call.caller.may(name, Interaction.SEARCH):
        raise Refusal.of(403, "forbidden", f"The scopes of the token do not name {name}.")
    return found


def _include(fhir_type: FhirType, asked: Asked, name: str, value: str) -> Include:
    kind, _, modifier = name.partition(":")
    if modifier:
        raise bad(f"{kind}:{modifier[:40]} is not supported: includes go one step.", kind)
    if len(asked.includes) >= _MOST_INCLUDES:
        raise bad(f"A search has at most {_MOST_INCLUDES} includes.", kind, "too-costly")
    source_name, _, rest = value.partition(":")
    parameter_name, _, aim = rest.partition(":")
    is_own = source_name == fhir_type.name
    source = fhir_type if is_own else registry.served().get(source_name)
    found = parameters(source).get(parameter_name) if source else None
    if source is None or found is None or found.type is not SearchType.REFERENCE:
        raise bad(f"{value[:100]} is no Type:reference that is searched by here.", kind)
    is_reverse = kind == "_revinclude"
    aims = tuple(each for each in found.targets if not aim or each == aim)
    is_about = fhir_type.name in aims if is_reverse else source is fhir_type
    if not aims or not is_about:
        raise bad(f"{value[:100]} does not begin or end at {fhir_type.name}.", kind)
    return Include(source, found, aims, is_reverse)


def _take_count(fhir_type: FhirType, asked: Asked, value: str) -> None:
    if not re.fullmatch(r"[0-9]{1,20}", value):
        raise bad("_count is a whole number.", "_count")
    asked.count = min(int(value), LARGEST_PAGE)
    asked.is_count_only = asked.is_count_only or asked.count == 0


def _take_sort(fhir_type: FhirType, asked: Asked, value: str) -> None:
    names = [ID, LAST_UPDATED, *filter(None, [registry.rest_of(fhir_type).sorted_by])]
    keys = [Key(each.removeprefix("-"), each.startswith("-")) for each in value.split(",")]
    found = [each.name for each in keys]
    if asked.sort or not {*found} <= {*names} or len({*found}) < len(found):
        reason = f"{fhir_type.name} is sorted by {', '.join(names)}, each once, a minus before it"
        raise bad(f"{reason} for the greatest first.", "_sort")
    asked.sort = keys


def _take_total(fhir_type: FhirType, asked: Asked, value: str) -> None:
    if value not in {"none", "estimate", "accurate"}:
        raise bad("_total is none, estimate or accurate.", "_total")
    asked.total = value


def _take_summary(fhir_type: FhirType, asked: Asked, value: str) -> None:
    asked.is_count_only = asked.is_count_only or value == "count"


_RESULT = {
    "_count": _take_count,
    "_sort": _take_sort,
    "_total": _take_total,
    "_summary": _take_summary,
}
