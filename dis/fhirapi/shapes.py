"""Whether JSON has the shape that FHIR R4 gives it, where the models would make it fit.

They take "1.50" for a number and 1 for true, a text of JSON for an object, and nothing for what is
not there. A resource is kept and sent on as it came, so others would get what is none of FHIR's.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from common.errors import Problem

_EMPTY = "FHIR has no empty text, list or object, and no null: leave the element out"


def faults(resource: Mapping[str, Any], model: BaseModel, place: str) -> list[Problem]:
    """The places in a resource that its model has read as something else than they are."""
    found: list[Problem] = []
    _walk(resource, model, place, found)
    return found + _contained_faults(resource, place) if "contained" in resource else found


def _walk(element: Mapping[str, Any], model: BaseModel, place: str, found: list[Problem]) -> None:
    names, read = _names(type(model)), model.__dict__
    for name, value in element.items():
        if not value and value is not False and value != 0:
            found.append(Problem(f"{place}.{name}", _EMPTY))
        elif name in names:
            of_model = read[names[name]]
            # Most are texts that have been read as texts.
            if type(value) is not str or type(of_model) is not str:
                _compare(value, of_model, f"{place}.{name}", found)


def _compare(value: Any, read: Any, place: str, found: list[Problem]) -> None:
    if isinstance(value, dict):
        if isinstance(read, BaseModel):
            _walk(value, read, place, found)
    elif isinstance(value, list):
        # In a list of texts null keeps the place of what has extensions only.
        for at, (each, one) in enumerate(zip(value, read, strict=True)):
            if each is not None:
                _compare(each, one, f"{place}[{at}]", found)
    elif (wanted := _wanted(value, read)) is not None:
        found.append(Problem(place, f"in JSON this is to be {wanted}"))


def _wanted(value: Any, read: Any) -> str | None:
    """What the model has made of a plain value, where it was something else."""
    if isinstance(read, bool):
        return None if isinstance(value, bool) else "true or false"
    if isinstance(read, (int, float, Decimal)):
        if isinstance(value, (bool, str)):
            return "a number, without quotes"
        is_part = isinstance(read, int) and isinstance(value, float)
        return "a whole number, written as one" if is_part else None
    if isinstance(read, BaseModel):
        return "an object"
    return None if isinstance(value, str) else "a text, in quotes"


@lru_cache(maxsize=1000)
def _names(model: type[BaseModel]) -> Mapping[str, str]:
    """The attributes of a model by the names of FHIR."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _contained_faults(resource: Mapping[str, Any], place: str) -> list[Problem]:
    """The places in contained resources that are against R4's rules for them (dom-2, -4 and -5):
    what names one of two with the same id names anything, and a label inside would hold nothing."""
    found: list[Problem] = []
    seen: set[Any] = set()
    for at, each in enumerate(resource.get("contained") or ()):
        where, own_id, meta = f"{place}.contained[{at}]", each.get("id"), each.get("meta") or {}
        if own_id is not None and own_id in seen:
            found.append(Problem(f"{where}.id", "another contained resource has the same id"))
        seen.add(own_id)
        if "contained" in each:
            found.append(Problem(f"{where}.contained", "a contained resource contains no other"))
        for name in ("versionId", "lastUpdated", "security"):
            if name in meta:
                reason = "a contained resource has no versions and no labels of its own"
                found.append(Problem(f"{where}.meta.{name}", reason))
    return found
