"""Links to the summary: what one opens and to whom, and how it ends."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from access.codes import Scope
from access.models import AccessClosure, Reservation, Restriction
from common import clock
from summary.ips.models import LinkGuard, SharedLink
from tests.cast import World, import_resources
from tests.log_reading import events, items, rows_of
from tests.summary.ips_rules import faults
from tests.summary.sent import of
from tests.summary.sharing import CODE, Link, ask, file_of, make, opened

pytestmark = pytest.mark.django_db
NEW, LIST = "/oppsummering/lenker/ny/", "/oppsummering/lenker/"


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries of one link are a second apart; tests are not."""
    monkeypatch.setattr("summary.ips.shl.guarding.PACE", timedelta(0))


def put(*sent: Any) -> None:
    assert not import_resources(sent)


def document(link: Link) -> dict[str, Any]:
    return opened(link, file_of(ask(link))["embedded"])


def row(world: World, who: str = "kari") -> SharedLink:
    with rows_of(world.patients[who]):
        found: SharedLink = SharedLink.ungated.get()
        return found


def test_the_link_says_what_the_guide_wants(world: World) -> None:
    payload = make(world).payload
    assert payload["flag"] == "LP"
    assert len(payload["url"]) <= 128
    assert len(payload["key"]) == 43
    assert len(payload["url"].rsplit("/", 1)[1]) == 43
    assert payload["label"] == "Patient summary"
    until = clock.now() + timedelta(days=7)
    assert abs(payload["exp"] - until.timestamp()) < 60
    assert make(world, openings="1").payload["flag"] == "P"


def test_it_opens_the_summary_as_it_is_when_it_is_opened(world: World) -> None:
    link = make(world)
    put(of("AllergyIntolerance", "Penicillin"))
    answer = ask(link)
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["status"] == "can-change"
    found = opened(link, file_of(answer)["embedded"])
    assert faults(found) == []
    assert "Penicillin" in json.dumps(found)
    assert found["language"] == "en-GB"
    head = file_of(answer)["embedded"].split(".")[0]
    assert Client().get("/delt/").status_code == 200
    assert json.loads(_decoded(head)) == {
        "alg": "dir",
        "enc": "A256GCM",
        "cty": "application/fhir+json",
    }


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_neither_number_nor_address_goes_out(world: World) -> None:
    (patient,) = [
        each["resource"]
        for each in document(make(world))["entry"]
        if each["resource"]["resourceType"] == "Patient"
    ]
    assert patient["name"][0]["family"]
    assert not {"identifier", "address"} & patient.keys()


@pytest.mark.attack(58)
def test_each_opening_is_logged_and_shown(world: World) -> None:
    link = make(world)
    put(of("Condition", "Astma"))
    before = len(events(world.patients["kari"]))
    document(link)
    (event,) = events(world.patients["kari"])[before:]
    assert (event.actor_kind, event.is_permitted) == ("recipient", True)
    assert event.actor_name == "Dr. García, Hospital Clínic"
    assert (event.item_type, event.item_id) == ("SharedLink", row(world).id)
    assert any(each.resource_type == "Condition" for each in items(world.patients["kari"]))
    kari = world.sign_in("kari")
    assert "Dr. García" in kari.get(LIST).content.decode()
    told = kari.get("/innsyn/").content.decode()
    assert "Dr. García" in told
    assert "opened a link" in told or "åpnet en lenke" in told


@pytest.mark.attack(14)
def test_what_is_blocked_is_withheld_and_told(world: World) -> None:
    put(of("AllergyIntolerance", "Latex", codes="NORS"), of("Condition", "Kjent"))
    found = document(make(world))
    text = json.dumps(found)
    assert faults(found) == []
    assert "Latex" not in text
    assert "withheld" in text
    assert "Kjent" in text


@pytest.mark.attack(15)
@pytest.mark.parametrize("codes", ["NORN_FFL", "NORU", "V", "NORN_FORANS"])
def test_what_is_kept_from_the_patient_or_the_family_is_not_shared(
    world: World, codes: str
) -> None:
    put(of("Condition", "Skjult", codes=codes))
    text = json.dumps(document(make(world)))
    assert "Skjult" not in text
    if codes != "NORN_FORANS":
        assert "withheld" not in text


@pytest.mark.attack(14)
def test_a_block_counts_from_the_next_opening(world: World) -> None:
    put(of("Observation", "Hemoglobin"))
    link = make(world)
    assert "Hemoglobin" in json.dumps(document(link))
    _restrict(world, scope=Scope.CATEGORY, category="C00-1")
    assert "Hemoglobin" not in json.dumps(document(link))
    _restrict(world, scope=Scope.RECORD)
    assert ask(link).status_code == 404


def _restrict(world: World, **what: Any) -> None:
    kari = world.patients["kari"]
    with rows_of(kari):
        Restriction.ungated.create(patient_id=kari, start=clock.now(), **what)


@pytest.mark.attack(14)
@pytest.mark.parametrize("model", [Reservation, AccessClosure])
def test_who_has_left_or_shut_the_own_access_shares_nothing(world: World, model: Any) -> None:
    link, kari = make(world), world.patients["kari"]
    with rows_of(kari):
        model.ungated.create(patient_id=kari, start=clock.now())
    assert ask(link).status_code == 404
    assert not events(kari)[-1].is_permitted


@pytest.mark.attack(28)
def test_wrong_passcodes_close_it_for_good(world: World) -> None:
    link = make(world)
    told = [ask(link, "gjettet9") for _ in range(6)]
    assert [each.status_code for each in told] == [401] * 5 + [404]
    assert [each.json().get("remainingAttempts") for each in told[:5]] == [4, 3, 2, 1, 0]
    assert ask(link).status_code == 404
    refused = [each for each in events(world.patients["kari"]) if each.reason == "wrong-passcode"]
    assert len(refused) == 5
    assert not any(each.is_permitted for each in refused)


@pytest.mark.attack(28)
def test_a_right_passcode_does_not_give_tries_back(world: World) -> None:
    link = make(world)
    assert ask(link, "gjettet9").json() == {"remainingAttempts": 4}
    document(link)
    assert ask(link, "gjettet9").json() == {"remainingAttempts": 3}


@pytest.mark.attack(28)
def test_a_try_is_taken_before_the_passcode_is_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, seen = make(world), []

    def looks(passcode: str, kept: str) -> bool:
        seen.append(LinkGuard.objects.get().attempts_left)
        return False

    monkeypatch.setattr("summary.ips.shl.opening.check_password", looks)
    ask(link)
    assert seen == [4]


@pytest.mark.attack(88)
def test_one_link_is_tried_once_a_second(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    link = make(world)
    monkeypatch.setattr("summary.ips.shl.guarding.PACE", timedelta(seconds=1))
    assert ask(link, "gjettet9").status_code == 401
    answer = ask(link)
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    with time_machine.travel(clock.now() + timedelta(seconds=2)):
        assert ask(link).status_code == 200


def test_it_opens_no_more_often_than_was_chosen(world: World) -> None:
    link = make(world, openings="1")
    assert [ask(link).status_code for _ in range(2)] == [200, 404]


def test_it_opens_no_longer_than_was_chosen(world: World) -> None:
    link = make(world, days="1")
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert ask(link).status_code == 404


@pytest.mark.attack(18)
def test_taken_back_it_opens_nothing_and_is_told_like_one_that_never_was(world: World) -> None:
    kari = world.sign_in("kari")
    link, unknown = make(world, client=kari), Link({"url": f"http://x/{'A' * 43}"})
    sent = {"patient": str(world.patients["kari"]), "setting": str(row(world).id)}
    assert kari.post(LIST, sent).status_code == 302
    answers = [ask(link), ask(unknown), ask(link, "gjettet9")]
    assert {(each.status_code, each.content) for each in answers} == {
        (404, b'{"error": "This link opens nothing."}')
    }


@pytest.mark.attack(60)
def test_what_is_kept_here_does_not_open_it(world: World) -> None:
    link = make(world)
    sealed = file_of(ask(link))["embedded"]
    with rows_of(world.patients["kari"]), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(l)::text FROM summary_sharedlink l")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT row_to_json(g)::text FROM summary_linkguard g")
        kept += cursor.fetchone()[0]
    for secret in (CODE, link.payload["key"], link.path.rsplit("/", 1)[1], sealed):
        assert secret not in kept
    key = _decoded(link.payload["key"]).hex()
    assert key not in kept


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"recipient": ""}', '{"recipient": 7}', '{"recipient": "a", "passcode": 7}'],
)
def test_what_is_no_request_of_the_guide_costs_no_try(world: World, body: str) -> None:
    link = make(world)
    answer = Client().post(link.path, body, content_type="application/json")
    assert answer.status_code == 400
    assert LinkGuard.objects.get().attempts_left == 5


def test_a_file_that_is_too_long_is_fetched_by_itself(world: World) -> None:
    link = make(world)
    file = file_of(ask(link, embeddedLengthMax=100))
    path = file["location"].split("/delt/")[1]
    answer = Client().get(f"/delt/{path}")
    assert answer["Content-Type"] == "application/jose"
    assert faults(opened(link, answer.content.decode())) == []
    other = make(world)
    ticket = path.split("/")[1]
    assert Client().get(f"{other.path}/{ticket}").status_code == 404
    assert Client().get(f"{link.path}/{ticket}x").status_code == 404
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert Client().get(f"/delt/{path}").status_code == 404


def test_programs_elsewhere_may_ask(world: World) -> None:
    link = make(world)
    answer = Client().options(link.path)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
