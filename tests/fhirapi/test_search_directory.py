"""The directory is searched without a patient, and tells nobody's national id."""

from __future__ import annotations

import pytest

from common import clock
from demo.cast.persons import persons
from fhirapi.searching import conditions
from people.models import DirectoryResource
from tests.cast import World
from tests.fhirapi.calling import call, resource
from tests.fhirapi.shelf import ids

pytestmark = pytest.mark.django_db


def first(world: World, query: str) -> str:
    return ids(call(world, "kari", "GET", query))[0]


def test_names_are_found_by_how_they_begin(world: World) -> None:
    everybody = ids(call(world, "kari", "GET", "Practitioner?_count=500"))
    for query, is_some in {
        "name=berg": True,
        "name=BERG": True,
        "name=be": True,
        "name:contains=erg": True,
        "name:exact=Berg": True,
        "family=berg": True,
        "name=zzzz": False,
        "name:exact=berg": False,
    }.items():
        found = ids(call(world, "kari", "GET", f"Practitioner?{query}"))
        assert bool(found) is is_some, query
        assert set(found) < set(everybody)


def test_a_chain_and_its_reverse_lead_from_people_to_their_roles(world: World) -> None:
    berg = first(world, "Practitioner?family=berg")
    roles = ids(call(world, "kari", "GET", f"PractitionerRole?practitioner={berg}"))
    assert roles
    chained = call(world, "kari", "GET", "PractitionerRole?practitioner:Practitioner.family=berg")
    assert ids(chained) == roles
    back = call(
        world, "kari", "GET", f"Practitioner?_has:PractitionerRole:practitioner:_id={roles[0]}"
    )
    assert ids(back) == [berg]
    none = call(world, "kari", "GET", "PractitionerRole?practitioner:Practitioner.family=zzzz")
    assert ids(none) == []


def test_a_chain_through_half_the_directory_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "_MOST_LINKS", 1)
    path = "PractitionerRole?practitioner:Practitioner.name:missing=false"
    assert call(world, "kari", "GET", path).status == 400


def test_nobody_learns_whose_a_national_id_is(world: World) -> None:
    number = persons(clock.today())["berg"].national_id
    answer = call(world, "kari", "POST", "Practitioner/_search", form=f"identifier={number}")
    assert answer.status == 200
    assert resource(answer)["total"] == 0
    values = DirectoryResource.objects.values_list("search", flat=True)
    assert not any("urn:dis:" in str(each) for each in values)
