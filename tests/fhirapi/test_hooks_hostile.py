"""CDS Hooks: what nobody honest sends is refused in plain words, and nothing of it is kept."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.fhirapi.hooking import BASE, FEEDBACK, SERVICE, accepted, asking, body, card, draft, kept
from tests.labresults.results import HB, observation, put, quantity
from tests.labresults.test_measured import lasts

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    return asking(world, monkeypatch)


@pytest.fixture(autouse=True)
def _hb(world: World) -> None:
    lasts(10)
    put(observation("ny", 3, valueQuantity=quantity(11.2)))


WRONG: dict[str, Any] = {
    "another hook": {"hook": "patient-view"},
    "no instance": {"hookInstance": "1"},
    "no context": {"context": []},
}
WRONG_CONTEXT: dict[str, Any] = {
    "no user": {"userId": "Berg"},
    "no id of ours": {"patientId": "17"},
    "no selections": {"selections": []},
    "selections of a draft that is not": {"selections": ["ServiceRequest/9"]},
    "no Bundle": {"draftOrders": {"resourceType": "ServiceRequest"}},
    "no resource": {"draftOrders": {"resourceType": "Bundle", "entry": [7]}},
    "too many": {"selections": ["ServiceRequest/1"] * 51},
}


@pytest.mark.attack(45)
@pytest.mark.parametrize("name", [*WRONG, *WRONG_CONTEXT])
def test_what_cannot_be_understood_is_said_in_words(world: World, ask: Any, name: str) -> None:
    sent = body(world) | WRONG.get(name, {})
    if name in WRONG_CONTEXT:
        sent["context"] |= WRONG_CONTEXT[name]
    status, told = ask(sent)
    assert status == 400
    (issue,) = told["issue"]
    assert issue["diagnostics"].endswith(".")
    assert not kept(world)


@pytest.mark.attack(3)
def test_an_order_about_somebody_else_stops_all_of_it(world: World, ask: Any) -> None:
    about = {"reference": f"Patient/{world.patients['ola']}"}
    status, told = ask(body(world, draft(world, "1"), draft(world, "2", subject=about)))
    assert status == 400
    assert str(world.patients["ola"]) not in json.dumps(told)


@pytest.mark.attack(45)
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"hook": NaN}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100, 400),
        (b'{"x": "' + b"a" * 300_000 + b'"}', 413),
    ],
)
@pytest.mark.parametrize("path", [SERVICE, FEEDBACK])
def test_no_body_breaks_the_door(ask: Any, path: str, sent: bytes, status: int) -> None:
    assert ask(sent, path)[0] == status


@pytest.mark.attack(45)
@pytest.mark.parametrize(
    "entry",
    [
        {},
        7,
        {"card": "x", "outcome": "accepted"},
        {"card": str(uuid.uuid4()), "outcome": "liked"},
        {"card": str(uuid.uuid4()), "outcome": "accepted"},
        {"card": str(uuid.uuid4()), "outcome": "overridden"},
    ],
)
def test_feedback_that_says_nothing_is_refused(world: World, ask: Any, entry: Any) -> None:
    assert ask({"feedback": [entry]}, FEEDBACK)[0] == 400
    assert ask({"feedback": []}, FEEDBACK)[0] == 400
    assert kept(world) == []


def test_another_suggestion_than_the_cards_counts_nothing(world: World, ask: Any) -> None:
    found = card(ask, body(world))
    told = accepted(found, acceptedSuggestions=[{"id": str(uuid.uuid4())}])
    assert ask(told, FEEDBACK)[0] == 400
    assert kept(world) == []


def test_what_it_costs_does_not_grow_with_the_orders(
    world: World, ask: Any, django_assert_max_num_queries: Any
) -> None:
    drafts = [draft(world, str(n), HB) for n in range(40)]
    with django_assert_max_num_queries(25):
        assert len(ask(body(world, *drafts))[1]["cards"]) == 40


@pytest.mark.attack(48)
def test_pages_elsewhere_read_it_only_where_an_app_is_registered(world: World) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = Client().options(SERVICE, headers=headers)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer = Client().get(BASE, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
