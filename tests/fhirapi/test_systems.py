"""What lets a system or an app in, two administrators decide; stopping one counts at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from joserfc.jwk import ECKey

from access import log
from access.models import AccessEvent
from fhirapi.models import ApiClient, App, Proposal, RegistrationChange
from fhirapi.outcomes import Refusal
from fhirapi.systems.codes import Outcome, Step
from tests.cast import World
from tests.fhirapi import asking_in, bearing
from tests.fhirapi.asking_in import tokens

pytestmark = pytest.mark.django_db
WHY = "Avtalen med sykehuset begynner i dag."
LIST = reverse("systems:index")


@pytest.fixture
def lie(world: World) -> Client:
    return world.sign_in("lie")


@pytest.fixture
def moe(world: World) -> Client:
    return world.sign_in("moe")


def system(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Laboratoriets system",
        "client_id": "lab",
        "organization": world.roles["berg"].legal_entity_number,
        "kinds": ["results"],
        "rate": "",
        "words": WHY,
        **changes,
    }


def app(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Helsevenn",
        "publisher": "Helsevenn AS",
        "purpose_nb": "Viser prøvesvar over tid.",
        "purpose_nn": "Viser prøvesvar over tid.",
        "redirects": "https://app.example/callback",
        "origins": "",
        "scopes": "launch/patient patient/*.rs",
        "launch_url": "",
        "jwks": "",
        "words": WHY,
        **changes,
    }


def proposed(client: Client, address: str, form: dict[str, Any]) -> str:
    """The address of the proposal that came of the form."""
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def decide(client: Client, address: str, do: str = "approve") -> Any:
    return client.post(address, {"do": do})


def page_of(row: ApiClient | App) -> str:
    name = "systems:app" if isinstance(row, App) else "systems:system"
    return reverse(name, args=[row.pk])


def test_a_system_is_let_in_by_two(world: World, lie: Client, moe: Client) -> None:
    address = proposed(lie, reverse("systems:new-system"), system(world, rate="600"))
    assert not ApiClient.objects.filter(client_id="lab").exists()
    assert "Laboratoriets system" in moe.get(f"{LIST}?vis=venter").content.decode()
    assert decide(moe, address).status_code == 302
    row = ApiClient.objects.get(client_id="lab")
    assert (row.kinds, row.rate, row.is_active) == (["results"], 600, True)
    change = RegistrationChange.objects.get(subject_id=row.id)
    assert (change.step, change.words) == (Step.REGISTERED, WHY)
    assert change.by_id == world.persons["lie"]
    assert change.approved_by_id == world.persons["moe"]
    for text in ("Laboratoriets system", WHY, world.roles["moe"].practitioner_name):
        assert text in lie.get(page_of(row)).content.decode()


@pytest.mark.attack(87)
def test_nobody_approves_what_is_their_own(
    lie: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[AccessEvent] = []
    monkeypatch.setattr(log, "write_events", refused.extend)
    address = proposed(lie, reverse("systems:new-system"), system(world))
    assert "approve" not in lie.get(address).content.decode()
    assert decide(lie, address).status_code == 404
    assert not ApiClient.objects.filter(client_id="lab").exists()
    assert Proposal.objects.get().outcome == Outcome.WAITING
    assert [(each.is_permitted, each.item_type) for each in refused] == [(False, "ApiRegistration")]


@pytest.mark.attack(87)
@pytest.mark.parametrize("slug", ["berg", "sekretar", "strand", "vik"])
def test_nobody_else_registers_or_stops(world: World, slug: str) -> None:
    row, client = bearing.let_in(world), world.sign_in(slug)
    for address in (reverse("systems:new-system"), reverse("systems:new-app")):
        assert client.get(address).status_code == 404
        assert client.post(address, system(world)).status_code == 404
    assert client.post(page_of(row), {"do": "suspend", "words": WHY}).status_code == 404
    assert client.get(page_of(row)).status_code == (200 if slug == "vik" else 404)
    assert ApiClient.objects.get(id=row.id).is_active
    assert not Proposal.objects.exists()


def test_a_proposal_is_decided_once(world: World, lie: Client, moe: Client) -> None:
    address = proposed(lie, reverse("systems:new-system"), system(world))
    assert decide(lie, address, "put-away").status_code == 302
    assert decide(moe, address).status_code == 409
    assert not ApiClient.objects.filter(client_id="lab").exists()


def test_a_change_counts_when_it_is_approved(world: World, lie: Client, moe: Client) -> None:
    row = bearing.let_in(world)
    form = system(world, name="EHR", kinds=["results", "journal"])
    address = proposed(lie, reverse("systems:change-system", args=[row.id]), form)
    row.refresh_from_db()
    assert row.kinds == ["results"]
    decide(moe, address)
    row.refresh_from_db()
    assert row.kinds == ["journal", "results"]
    (change,) = RegistrationChange.objects.filter(subject_id=row.id)
    assert [each["name"] for each in change.changes] == ["kinds"]


def test_another_client_or_organisation_is_another_system(
    world: World, lie: Client, moe: Client
) -> None:
    row = bearing.let_in(world)
    other = world.roles["dahl"].legal_entity_number
    form = system(world, name="EHR", kinds=["journal"], client_id="other", organization=other)
    decide(moe, proposed(lie, reverse("systems:change-system", args=[row.id]), form))
    row.refresh_from_db()
    assert (row.client_id, row.organization_id) == (
        bearing.CLIENT,
        world.roles["berg"].legal_entity_id,
    )


def test_what_has_changed_meanwhile_is_proposed_anew(
    world: World, lie: Client, moe: Client
) -> None:
    row = bearing.let_in(world)
    change = reverse("systems:change-system", args=[row.id])
    first = proposed(lie, change, system(world, name="EHR", kinds=["journal"]))
    second = proposed(lie, change, system(world, name="EHR", kinds=["summary"]))
    assert decide(moe, first).status_code == 302
    assert decide(moe, second).status_code == 409
    assert ApiClient.objects.get(id=row.id).kinds == ["journal"]


def test_a_form_without_a_change_or_a_reason_comes_back(world: World, lie: Client) -> None:
    row = bearing.let_in(world)
    change = reverse("systems:change-system", args=[row.id])
    assert lie.post(change, system(world, name="EHR")).status_code == 422
    form = system(world, words="fordi", name="")
    answer = lie.post(reverse("systems:new-system"), form)
    assert answer.status_code == 422
    assert "fordi" in answer.content.decode()


@pytest.mark.attack(87)
def test_a_system_that_is_stopped_is_told_so_at_its_next_request(
    world: World, lie: Client, moe: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, token = bearing.let_in(world), bearing.systems(world)
    bearing.publish(monkeypatch)
    bearing.caller(token)
    assert lie.post(page_of(row), {"do": "suspend", "words": WHY}).status_code == 302
    with pytest.raises(Refusal) as found:
        bearing.caller(token)
    assert found.value.status == 401
    assert "stopped" in found.value.issues[0].text
    assert lie.post(page_of(row), {"do": "suspend", "words": WHY}).status_code == 409
    address = proposed(lie, page_of(row), {"do": "resume", "words": WHY})
    with pytest.raises(Refusal):
        bearing.caller(token)
    decide(moe, address)
    bearing.caller(token)
    steps = RegistrationChange.objects.order_by("recorded_at").values_list("step", flat=True)
    assert list(steps) == [Step.SUSPENDED, Step.RESUMED]


@pytest.mark.attack(87)
def test_what_was_proposed_before_it_was_stopped_again_opens_nothing(
    world: World, lie: Client, moe: Client
) -> None:
    row = bearing.let_in(world)
    lie.post(page_of(row), {"do": "suspend", "words": WHY})
    first, second = (proposed(lie, page_of(row), {"do": "resume", "words": WHY}) for _ in "ab")
    decide(moe, first)
    lie.post(page_of(row), {"do": "suspend", "words": "Its key was stolen last night."})
    assert decide(moe, second).status_code == 409
    row.refresh_from_db()
    assert not row.is_active
    decide(moe, proposed(lie, page_of(row), {"do": "resume", "words": WHY}))
    row.refresh_from_db()
    assert row.is_active


@pytest.mark.attack(87)
def test_an_app_that_is_stopped_sees_nothing_and_people_read_it(world: World, lie: Client) -> None:
    row = asking_in.app()
    kari = world.sign_in("kari", as_citizen=True)
    token = tokens(kari, world.patients["kari"])["access_token"]
    asking_in.caller(token)
    lie.post(page_of(row), {"do": "suspend", "words": WHY})
    with pytest.raises(Refusal) as found:
        asking_in.caller(token)
    assert found.value.status == 401
    assert "stopped" in found.value.issues[0].text
    page = kari.get(reverse("smart:apps")).content.decode()
    assert "Helsevenn" in page
    assert "data-stopped" in page


def test_an_app_is_what_was_approved(lie: Client, moe: Client) -> None:
    form = app(origins="https://www.app.example", scopes="launch/patient\npatient/Observation.rs")
    decide(moe, proposed(lie, reverse("systems:new-app"), form))
    row = App.objects.get()
    assert row.scopes == ["launch/patient", "patient/Observation.rs"]
    assert row.allowed_origins == "https://app.example https://www.app.example"
    assert row.purpose_nb == "Viser prøvesvar over tid."
    assert page_of(row) in lie.get(f"{LIST}?vis=apper").content.decode()
    changed = app(scopes="launch/patient", origins="https://www.app.example")
    decide(moe, proposed(lie, reverse("systems:change-app", args=[row.id]), changed))
    row.refresh_from_db()
    assert row.scopes == ["launch/patient"]


def _with_name(kid: str) -> str:
    """A good public key by a name that no table can keep."""
    key = ECKey.generate_key("P-256", {"kid": "name"}).as_dict(private=False)
    return json.dumps({"keys": [key]}).replace('"name"', f'"{kid}"')


@pytest.mark.attack(41)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("redirects", "http://app.example/"), ("redirects", "https://x@app.example/")),
        *(("origins", "https://app.example:99999"), ("redirects", "https://app.example:99999/")),
        *(("origins", "https://app.example/x"), ("launch_url", "javascript:alert(1)")),
        *(("scopes", "system/*.rs"), ("scopes", "patient/*.cruds"), ("jwks", "{}")),
        ("jwks", _with_name(r"a\u0000")),
        ("jwks", _with_name(r"a\ud800")),
        ("jwks", '{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "1"}]}'),
    ],
)
def test_what_no_app_may_have_comes_back(lie: Client, name: str, value: str) -> None:
    form = app(**{name: value, "is_confidential": "on"})
    assert lie.post(reverse("systems:new-app"), form).status_code == 422
    assert not Proposal.objects.exists()


@pytest.mark.attack(87)
def test_the_history_can_only_grow(world: World, lie: Client) -> None:
    row = bearing.let_in(world)
    lie.post(page_of(row), {"do": "suspend", "words": WHY})
    for change in (
        lambda: RegistrationChange.objects.update(words="En annen grunn."),
        lambda: RegistrationChange.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
