"""Whether a resource is legal FHIR R4, with the place of each fault."""

import re
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.resource import Resource
from pydantic import BaseModel, ValidationError

from common.errors import Problem, Unacceptable
from fhirapi import shapes

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_MOST_PROBLEMS = 5


def is_type(name: str) -> bool:
    """Whether FHIR R4 knows a type of that name."""
    return _model(name) is not None


def _model(name: str) -> type[BaseModel] | None:
    try:
        found: type[BaseModel] = get_fhir_model_class(name)
    except (KeyError, ValueError):
        return None
    return found if issubclass(found, Resource) else None


def elements(resource_type: str) -> tuple[list[str], list[str]]:
    """The names of a type's elements that are part of its summary, and of those it must have."""
    model = _model(resource_type)
    if model is None:
        return [], []
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    told = {
        name: field.json_schema_extra
        for name, field in fields.items()
        if isinstance(field.json_schema_extra, dict)
    }
    return (
        [name for name, extra in told.items() if extra.get("summary_element_property")],
        [
            name
            for name, extra in told.items()
            if extra.get("element_required") or fields[name].is_required()
        ],
    )


def check(resource: dict[str, Any], *, is_exact: bool = False) -> None:
    """Unacceptable, place by place, for what the model of its type does not take; where it has to
    be exact also for what the model only makes fit (fhirapi.shapes).

    The models are R4B, the nearest there is to R4 (docs/adr/0004); each app adds its own checks.
    """
    resource_type = resource.get("resourceType")
    if not isinstance(resource_type, str):
        raise Unacceptable.because("it has no resourceType")
    resource_id = resource.get("id")
    if resource_id is not None and not _ID.fullmatch(str(resource_id)):
        raise Unacceptable.because("not a FHIR id (letters, digits, - and ., at most 64)", "id")
    model = _model(resource_type)
    if model is None:
        raise Unacceptable.because(f"{resource_type[:100]} is no type of FHIR R4")
    try:
        read = model.model_validate(resource)
        found = shapes.faults(resource, read, resource_type) if is_exact else ()
    except RecursionError as error:
        raise Unacceptable.because("nested too deep") from error
    except ValidationError as error:
        raise Unacceptable(
            [
                Problem(_place(resource_type, each["loc"]), " ".join(str(each["msg"]).split()))
                for each in error.errors(include_url=False, include_input=False)[:_MOST_PROBLEMS]
            ]
        ) from error
    if found:
        raise Unacceptable(found[:_MOST_PROBLEMS])


def _place(resource_type: str, location: tuple[int | str, ...]) -> str:
    """A FHIRPath such as Patient.name[0].given."""
    path = resource_type
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path
