"""The texts of received resources as other systems may see them: with national ids put back for
those who may know them, and without addresses that are confidential."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from access.confidentiality import is_citizen
from access.grant import Grant
from common import jsontext
from common.references import mappings
from people import identity, numbers
from people.codes import AddressConfidentiality
from people.models import Patient

# The system of Folkeregisteret's grading in security labels of persons (synthetic data only).
ADDRESS_SYSTEM = "http://hl7.no/fhir/CodeSystem/address-confidentiality"
_OPEN_ADDRESSES = frozenset({"ugradert", "klientadresse"})
_CONFIDENTIAL = frozenset(
    {AddressConfidentiality.CONFIDENTIAL, AddressConfidentiality.STRICTLY_CONFIDENTIAL}
)
_KEPT = "access.wires"


def shown(grant: Grant, rows: Sequence[Any]) -> list[str]:
    """The texts of rows, as the reader of the Grant may see them."""
    texts = [_without_address(row.wire) if _hides(grant, row) else row.wire for row in rows]
    return numbered(grant, texts)


def shown_relatives(grant: Grant, rows: Sequence[Any]) -> list[str]:
    """Relatives without where they live: whether that is confidential stands in another record."""
    texts = [row.wire if _is_sender(grant, row) else _without_address(row.wire) for row in rows]
    return numbered(grant, texts)


def numbered(grant: Grant, texts: Sequence[str]) -> list[str]:
    """The texts with national ids in clear. Citizens see the patient's own; those of others are
    taken away."""
    if not is_citizen(grant.audience) or not any(identity.TOKEN_START in text for text in texts):
        return numbers.shown(texts)
    own = {str(person_id) for person_id, _ in _patients(grant).values()}
    return numbers.shown(texts, only=own)


def _hides(grant: Grant, row: Any) -> bool:
    """Whether the address is for nobody but who has sent it."""
    if "ddress" not in row.wire or _is_sender(grant, row):
        return False
    _, grading = _patients(grant).get(row.patient_id, (None, AddressConfidentiality.CONFIDENTIAL))
    return grading in _CONFIDENTIAL or _is_labelled(row.wire)


def _is_labelled(wire: str) -> bool:
    if ADDRESS_SYSTEM not in wire:
        return False
    labels = mappings((json.loads(wire).get("meta") or {}).get("security"))
    return any(
        label.get("system") == ADDRESS_SYSTEM and label.get("code") not in _OPEN_ADDRESSES
        for label in labels
    )


def _is_sender(grant: Grant, row: Any) -> bool:
    return bool(grant.source) and row.source == grant.source


def _without_address(wire: str) -> str:
    """Without addresses, and without the narrative, which may hold them in words."""
    return jsontext.without(wire, _is_address)


def _is_address(path: tuple[str, ...], value: Any) -> bool:
    name = path[-1]
    is_narrative = name == "text" and isinstance(value, dict) and "div" in value
    return is_narrative or name in {"address", "valueAddress"}


def _patients(grant: Grant) -> dict[uuid.UUID, tuple[uuid.UUID | None, str]]:
    """Person and grading of the Grant's patients. Asked once for each Grant."""
    found: dict[uuid.UUID, tuple[uuid.UUID | None, str]] | None = grant.remembered.get(_KEPT)
    if found is None:
        rows = Patient.objects.filter(id__in=grant.patient_ids)
        found = {
            patient_id: (person_id, grading)
            for patient_id, person_id, grading in rows.values_list(
                "id", "person_id", "address_confidentiality"
            )
        }
        grant.remembered[_KEPT] = found
    return found
