"""Who answers for a document (data controller): the legal entity of its custodian."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from access.receiving import Placed
from common.declarations import Incoming
from common.errors import Unacceptable
from common.identifiers import ORGANIZATION_SYSTEM
from people import directory
from people.receiving import Directory

if TYPE_CHECKING:
    from journal.models import DocumentReference


def of(document: "DocumentReference") -> str:
    """By name; where no custodian was told, the organisation that wrote it."""
    return document.custodian_name or document.organization_name


def add(changed: Sequence[Placed], lifted: Sequence[dict[str, Any] | Unacceptable]) -> None:
    """Name the legal entity where the custodian is known here, or where none was told.

    A department or hospital answers for nothing by itself (personvernforordningen article 4(7)).
    Without a custodian it is the organisation of the author, or else that of the sender.
    """
    named = [(each.incoming, each.incoming.resource.get("custodian")) for each in changed]
    known = Directory(named)
    entities: dict[Any, str] = {}
    for (incoming, custodian), columns in zip(named, lifted, strict=True):
        if isinstance(columns, Unacceptable):
            continue
        unit = known.organization(incoming, custodian)
        if unit is not None:
            columns["custodian_name"] = _entity(entities, unit)
        elif not columns["custodian_name"]:
            columns["custodian_name"] = _sender(entities, incoming, columns)


def _entity(entities: dict[Any, str], unit: Any) -> str:
    if unit.id not in entities:
        found = directory.with_id(unit.id)
        entities[unit.id] = found.name if found else unit.name
    return entities[unit.id]


def _sender(entities: dict[Any, str], incoming: Incoming, columns: Mapping[str, Any]) -> str:
    """The legal entity with the author's number, the author's organisation, or the sender."""
    own = incoming.source.removeprefix(f"{ORGANIZATION_SYSTEM}.")
    number = columns["organization_number"] or ("" if columns["organization_name"] else own)
    if number not in entities:
        found = directory.with_number(number)
        entities[number] = found.name if found else ""
    return entities[number] or str(columns["organization_name"])
