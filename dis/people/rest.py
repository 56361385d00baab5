"""How other systems reach the directory: whoever may call the API reads it. No patient data."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from common import jsontext
from common.rest import Interaction, Rest, SearchParameter
from common.searchable import date, reference, string, token
from people import numbers
from people.models import DirectoryResource

_READS = frozenset({Interaction.READ, Interaction.SEARCH})
# What a practitioner has at home is no business of the directory's.
_PRIVATE = frozenset({"birthDate", "_birthDate", "photo"})
_AT_HOME = frozenset({"address", "telecom"})


def _rows(resource_type: str) -> Callable[[Any], QuerySet[DirectoryResource]]:
    return lambda grant: DirectoryResource.objects.filter(resource_type=resource_type)


def _wires(grant: Any, rows: Sequence[Any]) -> list[str]:
    """Without national ids: those who work in health care are known by their HPR numbers."""
    return numbers.shown([row.wire for row in rows], only=())


def _wires_of_people(grant: Any, rows: Sequence[Any]) -> list[str]:
    texts = [jsontext.without(row.wire, _is_private) for row in rows]
    return numbers.shown(texts, only=())


def _is_private(path: tuple[str, ...], value: Any) -> bool:
    is_at_home = isinstance(value, dict) and value.get("use") == "home"
    return path[0] in _PRIVATE or (path[0] in _AT_HOME and is_at_home)


def _served(
    resource_type: str,
    *parameters: SearchParameter,
    wires: Callable[[Any, Sequence[Any]], list[str]] = _wires,
    interactions: frozenset[Interaction] = _READS,
) -> Rest:
    return Rest(
        kind="",
        table=DirectoryResource._meta.db_table,
        rows=_rows(resource_type),
        wires=wires,
        parameters=(token("identifier"), token("active"), *parameters),
        interactions=interactions,
        is_clinical=False,
    )


# Who is what and works where decides what people may open: that is imported from the registers,
# and no system sends it here.
ORGANIZATION = _served(
    "Organization",
    string("name", "name", "alias"),
    token("type"),
    reference("partof", "partOf", "Organization"),
)
PRACTITIONER = _served(
    "Practitioner",
    string("name"),
    string("family", "name.family"),
    string("given", "name.given"),
    wires=_wires_of_people,
    interactions=_READS | {Interaction.CREATE, Interaction.UPDATE},
)
PRACTITIONER_ROLE = _served(
    "PractitionerRole",
    token("role", "code"),
    token("specialty"),
    date("date", "period"),
    reference("practitioner", "practitioner", "Practitioner"),
    reference("organization", "organization", "Organization"),
)
