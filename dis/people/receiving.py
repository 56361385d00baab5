"""Taking in the directory: what received references to units and practitioners name here."""

import uuid
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from common.declarations import Incoming
from common.identifiers import (
    HPR_SYSTEM,
    NATIONAL_SYSTEMS,
    ORGANIZATION_SYSTEM,
    RESH_SYSTEM,
    InvalidIdentifier,
)
from common.references import Target, system_of, target
from people import identity
from people.models import (
    DirectoryResource,
    Organization,
    PatientSource,
    Practitioner,
    PractitionerRole,
)

Found = TypeVar("Found")
_MODELS: dict[str, type[Any]] = {
    model.__name__: model for model in (Organization, Practitioner, PractitionerRole)
}


class Directory:
    """What references name here, for the time of one batch. What `named` refers to is asked of
    the database together, the rest once; what the batch itself adds is learnt."""

    def __init__(self, named: Iterable[tuple[Incoming, Any]] = ()) -> None:
        self._known: dict[uuid.UUID, Any] = {}
        self._numbered: dict[Hashable, Any] = {}
        ids: dict[str, set[uuid.UUID]] = {}
        for incoming, reference in named:
            aim = target(incoming, reference)
            if aim is not None and aim.source_id and aim.resource_type in _MODELS:
                found = aim.local_id(incoming.source)
                ids.setdefault(aim.resource_type, set()).update([found] if found else [])
        for resource_type, own_ids in ids.items():
            self._known |= _rows_of(_MODELS[resource_type], own_ids)

    def learn(self, own_id: uuid.UUID, row: Any) -> None:
        """A received resource has made or changed this row; it may have other numbers now."""
        self._known[own_id] = row
        self._numbered.clear()

    def organization(
        self, incoming: Incoming, reference: Mapping[str, Any] | None
    ) -> Organization | None:
        aim = target(incoming, reference)
        if aim is None:
            return None
        numbers = identifiers_of(aim)
        found = self._once(numbers, _organization_with) if numbers else None
        return found or self._received(incoming, aim, Organization)

    def practitioner(
        self, incoming: Incoming, reference: Mapping[str, Any] | None
    ) -> Practitioner | None:
        aim = target(incoming, reference)
        if aim is None:
            return None
        if aim.resource_type == "PractitionerRole":
            role = self._received(incoming, aim, PractitionerRole)
            return role.practitioner if role else None
        numbers = identifiers_of(aim)
        found = self._once(numbers, practitioner_with) if numbers else None
        return found or self._received(incoming, aim, Practitioner)

    def role(
        self, incoming: Incoming, reference: Mapping[str, Any] | None
    ) -> PractitionerRole | None:
        aim = target(incoming, reference)
        found: PractitionerRole | None = (
            self._received(incoming, aim, PractitionerRole) if aim is not None else None
        )
        return found

    def _received(self, incoming: Incoming, aim: Target, model: type[Any]) -> Any:
        """The row made from a resource that the same sender sent."""
        if aim.resource_type != model.__name__ or not aim.source_id:
            return None
        own_id = aim.local_id(incoming.source)
        if own_id is None:
            return None
        if own_id not in self._known:
            self._known |= _rows_of(model, [own_id])
        return self._known[own_id]

    def _once(self, numbers: Mapping[str, str], ask: Callable[[Mapping[str, str]], Found]) -> Found:
        key = frozenset(numbers.items())
        if key not in self._numbered:
            self._numbered[key] = ask(numbers)
        found: Found = self._numbered[key]
        return found


def erase_sources(patient_id: uuid.UUID) -> int:
    """Delete what others have sent of the patient's demographics, under a Grant to write; how many.

    The patient's row stays: it is how the person signs in, and what the log is about.
    """
    return PatientSource.objects.filter(patient_id=patient_id).delete()[0]


def practitioner_with(numbers: Mapping[str, str]) -> Practitioner | None:
    """The practitioner with that HPR number or national id."""
    if HPR_SYSTEM in numbers:
        found = Practitioner.objects.filter(hpr_number=numbers[HPR_SYSTEM]).first()
        if found is not None:
            return found
    for system in NATIONAL_SYSTEMS & numbers.keys():
        try:
            person = identity.person_with(identity.accept(numbers[system]))
        except InvalidIdentifier:
            continue
        if person is not None:
            return Practitioner.objects.filter(person=person).first()
    return None


def identifiers_of(aim: Target) -> dict[str, str]:
    return {system_of(each): str(each.get("value") or "") for each in aim.identifiers}


def _organization_with(numbers: Mapping[str, str]) -> Organization | None:
    if RESH_SYSTEM in numbers:
        found = Organization.objects.filter(resh=numbers[RESH_SYSTEM]).first()
        if found is not None:
            return found
    if ORGANIZATION_SYSTEM in numbers:
        number = numbers[ORGANIZATION_SYSTEM]
        return Organization.objects.filter(organization_number=number).first()
    return None


def _rows_of(model: type[Any], own_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """The rows of the directory that were made from these received resources; None for unknown."""
    received = DirectoryResource.objects.filter(id__in=own_ids)
    targets = dict(received.values_list("id", "target_id"))
    rows = model.objects.in_bulk(list(targets.values()))
    return {own_id: rows.get(targets.get(own_id)) for own_id in own_ids}
