"""Values that are made anew are those that were made when the resource came."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from common.references import local_id
from demo.cast.fhir_directory import reference
from fhirapi.importing import Document, import_documents
from fhirapi.searching import indexing
from labresults.models import Observation
from tests.cast import SOURCE, World
from tests.fhirapi.calling import call
from tests.fhirapi.shelf import ids
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
VISIT, MEMBER, WHOLE = (str(uuid.UUID(int=number)) for number in (71, 72, 73))


def entries() -> list[dict[str, Any]]:
    """A result that names a visit and another result of its Bundle; one of these has an id."""
    about = {"subject": reference("Patient", "kari")}
    own = {"resourceType": "Observation", "status": "final", "code": {"text": "Hb"}, **about}
    visit = {"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}, **about}
    named = {
        "encounter": {"reference": f"urn:uuid:{VISIT}"},
        "hasMember": [{"reference": f"urn:uuid:{MEMBER}"}],
    }
    return [
        {"fullUrl": f"urn:uuid:{VISIT}", "resource": visit},
        {"fullUrl": f"urn:uuid:{MEMBER}", "resource": {**own, "id": "member"}},
        {"fullUrl": f"urn:uuid:{WHOLE}", "resource": {**own, **named}},
    ]


def search_of(world: World, own_id: uuid.UUID, new: dict[str, Any] | None = None) -> dict[str, Any]:
    """The values of a row; first they are made what is given."""
    with rows_of(world.patients["kari"]):
        row = Observation._base_manager.get(pk=own_id)
        if new is not None:
            row.search = new
            row.save(update_fields=["search"])
        found: dict[str, Any] = row.search
        return found


def test_what_was_named_within_its_bundle_is_found_again(world: World) -> None:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries()}
    assert not import_documents([Document("b", json.dumps(bundle))], source=SOURCE).refusals
    whole = local_id(SOURCE, "Observation", WHOLE)
    visit, member = local_id(SOURCE, "Encounter", VISIT), local_id(SOURCE, "Observation", "member")
    before = search_of(world, whole)
    assert before["encounter"] == [f"Encounter/{visit}"]
    assert before["has-member"] == [f"Observation/{member}"]

    # As if a parameter had been declared meanwhile.
    search_of(world, whole, {**before, "_declared": "former"})
    indexing.index()
    assert search_of(world, whole) == before

    # As if all had come before there were values: what brought no id of its own is found.
    search_of(world, whole, {})
    indexing.index()
    found = search_of(world, whole)
    assert found["encounter"] == before["encounter"]
    assert found["has-member"] == [f"urn:uuid:{MEMBER}"]
    answer = call(world, "kari", "GET", f"Observation?encounter=Encounter/{visit}")
    assert ids(answer) == [str(whole)]


def test_what_is_lifted_out_of_stored_rows_is_made_anew(world: World) -> None:
    """As where a new version of the portal lifts more, or otherwise, than the former one did."""
    own = {"resourceType": "Observation", "id": "lifted", "status": "final"}
    coding = {"system": "urn:oid:2.16.578.1.12.4.1.1.7280", "code": "NPU02319"}
    more = {
        "subject": reference("Patient", "kari"),
        "code": {"coding": [coding], "text": "Hb"},
        "valueQuantity": {"value": 14.2, "unit": "g/dL"},
    }
    document = Document("b", json.dumps({**own, **more}))
    assert not import_documents([document], source=SOURCE).refusals
    names = ("code", "unit", "title", "status", "group", "shown", "security", "laboratory")
    with rows_of(world.patients["kari"]):
        row = Observation._base_manager.get(pk=local_id(SOURCE, "Observation", "lifted"))
        before = {name: getattr(row, name) for name in names}
        assert (before["code"], before["unit"]) == ("NPU02319", "g/dL")
        row.code = row.unit = row.title = row.group = row.laboratory = ""
        row.shown, row.search = {}, {**row.search, "_declared": "former"}
        row.save()
    assert indexing.index()["labresults_observation"] == 1
    with rows_of(world.patients["kari"]):
        row.refresh_from_db()
    assert {name: getattr(row, name) for name in names} == before
    assert indexing.index()["labresults_observation"] == 0
