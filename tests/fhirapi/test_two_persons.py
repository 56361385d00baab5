"""Secrets of apps and addresses of systems take two: one proposes, another approves."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from common import clock
from fhirapi.models import App, Proposal, RegistrationChange
from fhirapi.subscriptions import endpoints
from fhirapi.subscriptions.models import Endpoint
from fhirapi.systems import services
from fhirapi.systems.codes import Outcome, Step
from tests.cast import World
from tests.fhirapi import asking_in, subscribing
from tests.fhirapi.test_systems import WHY, app, decide, page_of, proposed

pytestmark = pytest.mark.django_db
URL = "https://ehr.example.no/news"
_SHOWN = re.compile(r"<dt>[^<]+</dt><dd><code>([^<]+)</code></dd>")


@pytest.fixture
def lie(world: World) -> Client:
    return world.sign_in("lie")


@pytest.fixture
def moe(world: World) -> Client:
    return world.sign_in("moe")


def known_by_secret() -> App:
    return asking_in.app(client_type=App.CLIENT_CONFIDENTIAL, client_secret="the former")


def fetched(answer: Any) -> str:
    """The secret on the only page that has it."""
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return str(_SHOWN.findall(answer.content.decode())[1])


def knows(row: App, secret: str) -> bool:
    row.refresh_from_db()
    return check_password(secret, row.client_secret)


def renewal(client: Client, row: App) -> str:
    return proposed(client, page_of(row), {"do": "new-secret", "words": WHY})


def places(client_id: uuid.UUID) -> str:
    return reverse("subscriptions:places", args=[client_id])


def wish(client: Client, client_id: uuid.UUID, secret: str = subscribing.SECRET) -> str:
    return proposed(client, places(client_id), {"url": URL, "secret": secret, "words": WHY})


@pytest.mark.attack(87)
def test_the_first_secret_is_shown_once_to_who_proposed_the_app(lie: Client, moe: Client) -> None:
    address = proposed(lie, reverse("systems:new-app"), app(is_confidential="on"))
    approved = decide(moe, address)
    assert approved.status_code == 302
    row = App.objects.get()
    assert decide(moe, address, "fetch").status_code == 404
    assert address in lie.get("/administrasjon/").content.decode()
    secret = fetched(decide(lie, address, "fetch"))
    assert knows(row, secret)
    assert secret not in row.client_secret
    assert decide(lie, address, "fetch").status_code == 409
    assert knows(row, secret)


@pytest.mark.attack(87)
def test_nobody_renews_a_secret_alone(world: World, lie: Client) -> None:
    row = known_by_secret()
    address = renewal(lie, row)
    assert decide(lie, address, "fetch").status_code == 409
    assert decide(lie, address).status_code == 404
    assert knows(row, "the former")
    assert Proposal.objects.get().outcome == Outcome.WAITING


@pytest.mark.attack(87)
def test_the_former_secret_counts_until_the_new_one_is_fetched(
    world: World, lie: Client, moe: Client
) -> None:
    row = known_by_secret()
    address = renewal(lie, row)
    decide(moe, address)
    assert knows(row, "the former")
    assert not RegistrationChange.objects.exists()
    secret = fetched(decide(lie, address, "fetch"))
    assert knows(row, secret)
    assert not knows(row, "the former")
    change = RegistrationChange.objects.get(subject_id=row.id)
    assert (change.step, change.words) == (Step.NEW_SECRET, WHY)
    assert change.by_id == world.persons["lie"]
    assert change.approved_by_id == world.persons["moe"]


@pytest.mark.attack(87)
def test_a_secret_that_nobody_fetches_in_time_is_never_made(lie: Client, moe: Client) -> None:
    row = known_by_secret()
    address = renewal(lie, row)
    decide(moe, address)
    Proposal.objects.update(decided_at=clock.now() - services.TO_FETCH)
    assert decide(lie, address, "fetch").status_code == 409
    assert knows(row, "the former")
    Proposal.objects.update(decided_at=clock.now() - services.TO_FETCH + timedelta(minutes=1))
    assert knows(row, fetched(decide(lie, address, "fetch")))


@pytest.mark.attack(87)
def test_of_two_proposals_of_a_secret_one_is_fetched(lie: Client, moe: Client) -> None:
    row = known_by_secret()
    first, second, third = (renewal(lie, row) for _ in "abc")
    decide(moe, first)
    decide(moe, second)
    secret = fetched(decide(lie, first, "fetch"))
    assert decide(lie, second, "fetch").status_code == 409
    assert decide(moe, third).status_code == 409
    assert knows(row, secret)


def test_an_app_without_a_secret_gets_none(world: World, lie: Client) -> None:
    row = asking_in.app()
    assert lie.post(page_of(row), {"do": "new-secret", "words": WHY}).status_code == 409
    assert not Proposal.objects.exists()


@pytest.mark.attack(87)
def test_nobody_registers_an_address_alone(world: World, lie: Client, moe: Client) -> None:
    who = subscribing.client(world)
    address = wish(lie, who.id)
    assert not endpoints.of_client(who.id)
    assert endpoints.with_url(who, URL) is None
    assert decide(lie, address).status_code == 404
    for page in (address, places(who.id)):
        shown = moe.get(page).content.decode()
        assert URL in shown
        assert subscribing.SECRET not in shown
    assert decide(moe, address).status_code == 302
    (made,) = endpoints.of_client(who.id)
    assert endpoints.secret_of(made) == subscribing.SECRET
    assert made.registered_by_id == world.persons["lie"]
    change = RegistrationChange.objects.get(subject_id=who.id)
    assert (change.step, change.by_id) == (Step.ADDRESS, world.persons["lie"])
    assert change.approved_by_id == world.persons["moe"]
    assert subscribing.SECRET not in str(change.changes)


def test_another_secret_of_an_address_counts_when_it_is_approved(
    world: World, lie: Client, moe: Client
) -> None:
    who = subscribing.client(world)
    made = endpoints.register(who, URL, secret="Bearer former")
    address = wish(lie, who.id, "Bearer new")
    assert endpoints.secret_of(Endpoint.objects.get(id=made.id)) == "Bearer former"
    decide(moe, address)
    assert endpoints.secret_of(Endpoint.objects.get(id=made.id)) == "Bearer new"
    assert Endpoint.objects.count() == 1


def test_nothing_is_left_of_an_address_that_is_put_away(world: World, lie: Client) -> None:
    who = subscribing.client(world)
    decide(lie, wish(lie, who.id), "put-away")
    assert not Endpoint.objects.exists()


@pytest.mark.attack(87)
def test_one_takes_an_address_away_and_an_old_proposal_does_not_bring_it_back(
    world: World, lie: Client, moe: Client
) -> None:
    who = subscribing.client(world)
    first, second, third = (wish(lie, who.id) for _ in "abc")
    decide(moe, first)
    assert decide(moe, second).status_code == 409
    (made,) = endpoints.of_client(who.id)
    lie.post(places(who.id), {"do": "remove", "endpoint": str(made.id)})
    assert decide(moe, third).status_code == 409
    assert not endpoints.of_client(who.id)
    steps = RegistrationChange.objects.order_by("recorded_at").values_list("step", flat=True)
    assert list(steps) == [Step.ADDRESS, Step.ADDRESS_REMOVED]


@pytest.mark.attack(87)
def test_the_database_too_knows_that_one_does_not_approve_alone(world: World, lie: Client) -> None:
    wish(lie, subscribing.client(world).id)
    row = Proposal.objects.get()
    waiting = Proposal.objects.filter(id=row.id)
    with pytest.raises(IntegrityError, match="fhirapi_proposal_two_persons"), transaction.atomic():
        waiting.update(outcome=Outcome.APPROVED, decided_by_id=row.proposed_by_id)
    assert waiting.update(outcome=Outcome.PUT_AWAY, decided_by_id=row.proposed_by_id) == 1


def test_what_is_proposed_stands_in_the_order_of_the_form(world: World, lie: Client) -> None:
    """JSON has none of its own."""
    shown = lie.get(wish(lie, subscribing.client(world).id)).content.decode()
    assert 0 < shown.index("Nettadresse") < shown.index("Har en hemmelighet")
