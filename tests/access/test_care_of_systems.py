"""Care that a system tells of over the API: it opens records to its own organisation only."""

from __future__ import annotations

from typing import Any

import pytest

from access.models import CareRelationship, CareResource
from demo.cast.fhir_directory import cast_id
from people.models import DirectoryResource
from tests.cast import World
from tests.fhirapi.calling import call
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db


def reference(kind: str, *names: str) -> dict[str, str]:
    """How the API names a resource of the directory: by the id that it has here."""
    row = DirectoryResource.objects.get(resource_type=kind, source_id=cast_id(kind, *names))
    return {"reference": f"{kind}/{row.id}"}


@pytest.mark.attack(3)
@pytest.mark.parametrize(("who", "is_made"), [("system", True), ("stranger", False)])
def test_a_system_makes_relations_for_its_own_organisation_only(
    world: World, who: str, is_made: bool
) -> None:
    ola = world.patients["ola"]
    episode: dict[str, Any] = {
        "resourceType": "EpisodeOfCare",
        "status": "active",
        "patient": {"reference": f"Patient/{ola}"},
        "managingOrganization": reference("Organization", "unn-hjertepol"),
        "careManager": reference("Practitioner", "berg"),
        "period": {"start": "2026-01-01"},
    }
    with rows_of(ola):
        before = CareRelationship.ungated.count()
    answer = call(world, who, "POST", "EpisodeOfCare", body=episode)
    assert answer.status == 201, answer.text
    with rows_of(ola):
        made = CareRelationship.ungated.count() - before
        assert CareResource.ungated.filter(names_own_ids=True).count() == 1
    assert made == (2 if is_made else 0)
