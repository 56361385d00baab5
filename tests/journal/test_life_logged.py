"""What a page names beside its document is in the log; of what is blocked, that it was opened."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import CONSENT, World
from tests.journal import shelf
from tests.journal.shelf import document, former, id_of, labelled, own_page, put, words
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db
PATIENT = shelf.TREATED
OPENED = "Blocked by the patient, opened by you"


def with_consent(world: World) -> tuple[Client, str]:
    """Dr Berg, whom the patient has let open what is blocked; and the address of the documents."""
    client, address = shelf.opened(world, PATIENT)
    session = client.session
    session["attestation"] = str(world.attested("berg", PATIENT, CONSENT).attestation_id)
    session.save()
    return client, address


def versions(world: World) -> tuple[str, str]:
    """The ends of the addresses of a document's first version and of the one in force."""
    return former(world, "d", 1, PATIENT), f"versjoner/{id_of('d')}/"


def noted(world: World, patient: str = PATIENT) -> set[tuple[Any, int, str]]:
    """What the log holds of the last event: each resource, its version and what was done."""
    event = events(world.patients[patient])[-1]
    found = [each for each in items(world.patients[patient]) if each.event_id == event.id]
    return {(each.resource_id, each.version, each.outcome) for each in found}


@pytest.mark.attack(57)
@pytest.mark.parametrize("path", ["versjoner/", "{0}", "{0}last-ned/", "{1}"])
def test_the_past_of_a_blocked_document_is_logged_as_unblocked(world: World, path: str) -> None:
    put(document("d", PATIENT))
    put(document("d", PATIENT, securityLabel=labelled("NORS")))
    client, address = with_consent(world)

    answer = client.get(f"{address}{id_of('d')}/{path.format(*versions(world))}")

    assert answer.status_code == 200
    assert (id_of("d"), 2, "unblocked") in noted(world)
    if "last-ned" not in path:
        assert OPENED in words(answer)


def test_the_past_of_another_document_is_not(world: World) -> None:
    put(document("d", PATIENT))
    put(document("d", PATIENT, description="Ny"))
    client, address = with_consent(world)

    for path in ("versjoner/", *versions(world)):
        assert OPENED not in words(client.get(f"{address}{id_of('d')}/{path}"))
        assert "unblocked" not in {outcome for *_, outcome in noted(world)}


def relating(code: str, own_id: str) -> list[dict[str, Any]]:
    return [{"code": code, "target": {"reference": f"DocumentReference/{own_id}"}}]


@pytest.mark.attack(57)
def test_documents_named_beside_one_are_logged(world: World) -> None:
    put(
        document("d", relatesTo=relating("replaces", "gammel")),
        document("gammel"),
        document("ny", relatesTo=relating("replaces", "d")),
        document("tillegg", relatesTo=relating("appends", "d")),
    )

    shelf.signed_in(world).get(own_page("d"))

    for own_id in ("gammel", "ny", "tillegg"):
        assert (id_of(own_id), 1, "listed") in noted(world, shelf.OWN)


def test_a_blocked_one_beside_it_is_logged_as_unblocked(world: World) -> None:
    # Of another category than the list beside it shows.
    put(
        document("d", PATIENT),
        document(
            "tillegg",
            PATIENT,
            type=shelf.typed("B02-2"),
            relatesTo=relating("appends", "d"),
            securityLabel=labelled("NORS"),
        ),
    )
    client, address = with_consent(world)

    client.get(f"{address}{id_of('d')}/?type=A00-1")

    assert (id_of("tillegg"), 1, "unblocked") in noted(world)
