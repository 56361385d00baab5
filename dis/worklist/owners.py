"""Who must answer: the legal entity behind a number or an id, and whether it answers here."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common import clock
from people import directory
from worklist.codes import ANSWERING_ROLES


@dataclass(frozen=True)
class Owner:
    """A legal entity of the directory. It takes requests where somebody is there to answer."""

    id: uuid.UUID
    name: str
    phone: str
    takes_requests: bool


def by_number(organization_number: str) -> Owner | None:
    """The owner of what an organisation or one of its places has written; None if not known."""
    found = by_numbers([organization_number])
    return found[0] if found else None


def by_numbers(numbers: Iterable[str]) -> list[Owner]:
    """The owners behind these numbers, each once; numbers that nobody knows are left out."""
    entities = [directory.with_number(number) for number in numbers]
    answering = {each.id for each in taking_requests()}
    owners = [Owner(e.id, e.name, e.phone, e.id in answering) for e in entities if e]
    return list(dict.fromkeys(owners))


def by_id(organization_id: uuid.UUID | None) -> Owner | None:
    found = directory.with_id(organization_id) if organization_id else None
    if found is None:
        return None
    is_answering = found.id in {each.id for each in taking_requests()}
    return Owner(found.id, found.name, found.phone, is_answering)


def taking_requests(*, besides: uuid.UUID | None = None) -> Sequence[Owner]:
    """All that answer here, by name; where somebody `besides` this person does."""
    found = directory.legal_entities_with(ANSWERING_ROLES, clock.today(), besides=besides)
    return [Owner(each.id, each.name, each.phone, takes_requests=True) for each in found]
