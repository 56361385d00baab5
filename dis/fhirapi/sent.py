"""What a caller sends as a resource: read and checked, refused with the place of each fault."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from common.errors import Problem, Unacceptable
from fhirapi import validation, wire
from fhirapi.outcomes import Issue, Refusal
from people import identity

_VERSION = re.compile(r'(?:W/)?"([0-9]{1,9})"')


@dataclass(frozen=True)
class Sent:
    """A legal resource and its text. `place` is where it stood in a Bundle."""

    value: dict[str, Any]
    text: str
    place: str = ""


def read(text: str, resource_type: str, *, is_exact: bool = True) -> Sent:
    """The resource in a request's body. What was imported is not always exact (fhirapi.shapes)."""
    try:
        found = wire.read(text)
    except Unacceptable as error:
        raise refusal(error, 400) from error
    if len(found) != 1:
        raise Refusal.of(400, "structure", f"The body must be one {resource_type}.")
    return checked(found[0].value, found[0].text, resource_type, is_exact=is_exact)


def checked(
    value: dict[str, Any], text: str, resource_type: str, place: str = "", *, is_exact: bool = True
) -> Sent:
    """The resource, once it is known to be of the type asked for and legal."""
    given = value.get("resourceType")
    if given != resource_type:
        reason = f"The resource is no {resource_type} but {str(given)[:64]}."
        raise Refusal.of(400, "invalid", reason, _joined(place, "resourceType"))
    try:
        identity.refuse_tokens(text)
        validation.check(value, is_exact=is_exact)
    except Unacceptable as error:
        raise refusal(error, 422, place) from error
    return Sent(value, text, place)


def version_of(tag: str | None, place: str = "") -> int | None:
    """The version that an If-Match names; None without one, and for the one that fits any."""
    if tag is None or tag.strip() == "*":
        return None
    match = _VERSION.fullmatch(tag.strip())
    if match is None:
        raise Refusal.of(400, "value", 'If-Match must be like W/"3".', place)
    return int(match[1])


def refusal(error: Unacceptable, status: int, place: str = "") -> Refusal:
    return Refusal(status, issues(error.problems, place))


def placed(found: Sequence[Issue], place: str) -> Sequence[Issue]:
    """The issues of a resource with their places from its Bundle on."""
    return [replace(each, expression=_placed(place, each.expression)) for each in found]


def issues(problems: Sequence[Problem], place: str = "", code: str = "invalid") -> Sequence[Issue]:
    """Each problem with its place, from the Bundle on if it stood in one."""
    return [Issue(code, each.reason, _placed(place, each.place)) for each in problems]


def _placed(place: str, inner: str) -> str:
    if not place or inner.startswith("Bundle."):
        return inner
    # Patient.name[0] in a Bundle is Bundle.entry[2].resource.name[0].
    head, _, rest = inner.partition(".")
    return _joined(place, rest if head[:1].isupper() else inner)


def _joined(place: str, inner: str) -> str:
    return ".".join(filter(None, (place, inner)))
