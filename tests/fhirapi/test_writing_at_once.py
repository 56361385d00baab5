"""Writes over the API at the same time, or cut off: one wins, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from access import receiving
from fhirapi import conditions, storing
from labresults.models import Observation
from people.models import PatientSource
from tests.cast import World
from tests.fhirapi.calling import call, resource
from tests.fhirapi.sending import NEW, TEXT, bundle, entry, observation, patient
from tests.log_reading import rows_of
from tests.together import all_at_once, held_until_all_have_read

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(world: World, *asked: dict[str, Any]) -> list[int]:
    """The status of each of these calls that start together."""
    found = [0] * len(asked)

    def one(at: int) -> Callable[[], None]:
        def deed() -> None:
            found[at] = call(world, "system", **asked[at]).status

        return deed

    assert all_at_once([one(at) for at in range(len(asked))]) == ["done"] * len(asked)
    return found


@pytest.mark.attack(64)
def test_of_two_who_change_the_same_version_one_does(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    value = resource(call(world, "system", "POST", "Observation", body=observation(world)))
    held = held_until_all_have_read(receiving._known, 2)
    monkeypatch.setattr(receiving, "_known", held)

    found = at_once(
        world,
        *(
            {
                "method": "PUT",
                "path": f"Observation/{value['id']}",
                "body": {**value, "status": status},
                "if_match": 'W/"1"',
            }
            for status in ("amended", "cancelled")
        ),
    )

    assert sorted(found) == [200, 412]
    read = call(world, "system", "GET", f"Observation/{value['id']}")
    assert read.headers["ETag"] == 'W/"2"'


def test_of_two_who_create_what_nothing_fits_one_does(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    text = observation(world).replace(
        '"status"', '"identifier": [{"system": "urn:lab", "value": "7"}], "status"'
    )
    monkeypatch.setattr(conditions, "_one", held_until_all_have_read(conditions._one, 2))

    asked = {"method": "POST", "path": "Observation", "body": text}
    found = at_once(world, *({**asked, "if_none_exist": "identifier=urn:lab|7"} for _ in range(2)))

    assert sorted(found) == [200, 201]


def test_two_who_bring_the_same_new_patient_bring_one(committed_world: World) -> None:
    world = committed_world
    text = bundle(
        entry("POST", "Patient", patient(), NEW),
        entry("POST", "Observation", (TEXT % "x").replace("Patient/x", NEW)),
    )

    found = at_once(world, *({"method": "POST", "path": "", "body": text} for _ in range(4)))

    assert found == [200] * 4
    again = resource(call(world, "system", "POST", "Patient", body=patient()))
    with rows_of(again["id"]):
        assert PatientSource.objects.filter(patient_id=again["id"]).count() == 1
        assert Observation._base_manager.count() == 4


@pytest.mark.attack(66)
def test_a_transaction_that_is_cut_off_leaves_nothing(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    real, done = storing._taken, []

    def cut_off(fhir_type: Any, own: Any) -> Any:
        if fhir_type.name == "Observation":
            raise KeyboardInterrupt
        done.append(fhir_type.name)
        return real(fhir_type, own)

    monkeypatch.setattr(storing, "_taken", cut_off)
    text = bundle(
        entry("POST", "Patient", patient(), NEW),
        entry("POST", "Observation", (TEXT % "x").replace("Patient/x", NEW)),
    )

    with pytest.raises(KeyboardInterrupt):
        call(world, "system", "POST", "", body=text)

    assert "Patient" in done
    monkeypatch.undo()
    made = call(world, "system", "POST", "Patient", body=patient())
    assert made.status == 201
