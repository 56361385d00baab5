"""Searching: what is found, how it is shown, and what the log and the patient are told."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from access.codes import Action
from common import clock
from demo.cast.numbers import synthetic_national_id
from journal import reading_in
from tests.cast import World, canary
from tests.journal import shelf
from tests.journal.searches import bring, search, text, titles
from tests.journal.shelf import document, labelled, put, words
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read_in(world: World) -> None:
    reading_in.drain(60)


def test_words_of_the_text_the_title_and_the_place_are_found(world: World) -> None:
    bring(
        document("en", content=text("Blodtrykksmåling hjemme, 120/80.")),
        document("to", description="Svar om blodtrykket"),
        document("tre", custodian={"display": "Blodtrykkspoliklinikken"}),
        document("fire", content=text("Noe annet.")),
    )
    client = shelf.signed_in(world)

    assert set(titles(search(client, "blodtrykk"))) == {"en", "Svar om blodtrykket", "tre"}
    assert titles(search(client, "120/80")) == ["en"]
    assert titles(search(client, "blodtrykk -hjemme -svar")) == ["tre"]


def test_the_title_counts_most_then_the_newest(world: World) -> None:
    bring(
        document("gammel", content=text("feber"), date="2020-01-01T12:00:00Z"),
        document("ny", content=text("feber " * 30), date="2025-01-01T12:00:00Z"),
        document("tittel", description="Feber", date="2010-01-01T12:00:00Z"),
    )
    client = shelf.signed_in(world)
    answer = search(client, "feber")
    assert titles(answer) == ["Feber", "ny", "gammel"]
    key = answer.context["kept"]["sok"]
    assert titles(client.get(f"/journal/?sok={key}&sorter=eldst")) == ["Feber", "gammel", "ny"]


def test_a_search_adds_up_with_filters(world: World) -> None:
    bring(
        document("en", content=text("feber"), type=shelf.typed("B02-2")),
        document("to", content=text("feber")),
    )
    answer = search(shelf.signed_in(world), "feber", "/journal/?type=B00-1&page=7")
    assert titles(answer) == ["en"]
    assert answer.context["kept"].keys() == {"type", "sok"}


def test_a_hit_shows_its_place_marked_and_escaped_and_opens_marked(world: World) -> None:
    hostile = "<script>alert(1)</script> feber & <mark>"
    bring(document("en", content=text(hostile), description="Feber <b>"))
    client = shelf.signed_in(world)
    answer = search(client, "feber")
    body = answer.content.decode()

    assert "<mark>Feber</mark> &lt;b&gt;" in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>feber</mark> &amp; &lt;mark&gt;" in body
    opened = client.get(answer.context["page"].object_list[0].url).content.decode()
    assert "&lt;/script&gt; <mark>feber</mark> &amp; &lt;mark&gt;" in opened
    assert "<script>alert" not in body + opened


def test_the_words_stand_in_no_address_and_in_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    client = shelf.signed_in(world)
    sent = client.post("/journal/", {"q": "hemmelige ord"})
    answer = client.get(sent["Location"])
    assert "hemmelig" not in sent["Location"] + caplog.text
    assert not re.search(r'(href|hx-get|action)="[^"]*hemmelig', answer.content.decode())
    assert "“hemmelige ord”" in words(answer)


@pytest.mark.attack(49)
@pytest.mark.parametrize("where", ["own", "record", "unit"])
def test_a_national_id_is_refused_and_kept_nowhere(world: World, where: str) -> None:
    number = synthetic_national_id("searched for", clock.today(), female=False)
    client = shelf.signed_in(world)
    address = "/journal/"
    if where != "own":
        client, address = shelf.opened(world)
        address = address if where == "record" else "/kliniker/sok/"
    answer = client.post(address, {"q": f"{number[:6]} {number[6:]}"})

    assert answer.status_code == 422
    assert "You cannot search with a national identity number here." in words(answer)
    assert number[6:] not in answer.content.decode()
    assert number[6:] not in str(dict(client.session))


def test_common_words_only_are_answered_with_a_plain_message(world: World) -> None:
    answer = search(shelf.signed_in(world), "og i på")
    assert titles(answer) == []
    assert "These words stand in almost every document." in words(answer)


def test_nothing_found_says_what_to_do(world: World) -> None:
    assert "No document has these words" in words(search(shelf.signed_in(world), "finnesikke"))


def test_what_is_not_read_in_yet_is_told(world: World) -> None:
    put(
        document("venter", content=text("feber")),
        document("skjult", content=text("feber"), securityLabel=labelled("NORN_ALL")),
    )
    answer = search(shelf.signed_in(world), "feber")
    assert titles(answer) == []
    assert "1 document is not searchable yet." in words(answer)


def test_an_empty_search_leads_back_to_everything(world: World) -> None:
    sent = shelf.signed_in(world).post("/journal/?type=A00-1", {"q": "  "})
    assert (sent.status_code, sent["Location"]) == (302, "/journal/?type=A00-1")


def test_a_key_of_another_session_shows_everything_and_says_so(world: World) -> None:
    key = search(shelf.signed_in(world), "hemmelig").context["kept"]["sok"]
    answer = shelf.signed_in(world).get(f"/journal/?sok={key}")
    assert len(titles(answer)) == 1
    assert "This search is no longer kept." in words(answer)
    assert "hemmelig" not in answer.content.decode()


def test_the_same_words_have_the_same_key_and_only_a_few_are_kept(world: World) -> None:
    client = shelf.signed_in(world)
    first = client.post("/journal/", {"q": "feber"})["Location"]
    assert client.post("/journal/", {"q": "feber"})["Location"] == first
    for number in range(25):
        client.post("/journal/", {"q": f"ord{number}"})
    assert len(client.session["journal.searches"]) == 20


@pytest.mark.attack(46)
@pytest.mark.parametrize("typed", ["'", "a' | 'b", "\\", "((", "a:*", "%s", "x\x00y", "'; --", "!"])
def test_hostile_words_are_answered_like_others(world: World, typed: str) -> None:
    client, address = shelf.opened(world)
    assert search(client, typed, address).status_code == 200
    sent = client.post("/kliniker/sok/", {"q": typed + " feber"})
    assert client.get(sent["Location"]).status_code == 200


def test_a_search_in_a_record_is_told_as_one(world: World) -> None:
    client, address = shelf.opened(world)
    before = clock.now()
    search(client, "epikrise", address)
    kari = world.patients["kari"]
    actions = [row.action for row in events(kari, since=before)]
    assert sorted(actions) == [Action.LIST, Action.SEARCH]


def test_a_search_over_the_unit_groups_by_patient_and_tells_each(world: World) -> None:
    before = clock.now()
    client = shelf.signed_in(world, "berg")
    sent = client.post("/kliniker/sok/", {"q": canary("kari N")})
    answer = client.get(sent["Location"])

    (patient,) = answer.context["patients"]
    assert patient.id == world.patients["kari"]
    assert [row.id for row in patient.rows] == [world.documents["kari N"]]
    assert "Synnøve" not in answer.content.decode()
    (event,) = events(world.patients["kari"], since=before)
    assert event.action == Action.SEARCH
    noted = {row.resource_id for row in items(world.patients["kari"]) if row.event_id == event.id}
    assert noted == {world.documents["kari N"]}
    led = client.get(patient.rows[0].url)
    assert urlsplit(led["Location"]).path.endswith(f"{world.patients['kari']}/apne/")


@pytest.mark.parametrize("typed", ["", "ab", "a b c", "12"])
def test_a_search_over_the_unit_wants_three_letters(world: World, typed: str) -> None:
    before = clock.now()
    answer = shelf.signed_in(world, "berg").post("/kliniker/sok/", {"q": typed})
    assert answer.status_code == 422
    assert events(*world.patients.values(), since=before) == []


def test_a_search_over_the_unit_finds_no_patient_of_another(world: World) -> None:
    client = shelf.signed_in(world, "dahl")
    sent = client.post("/kliniker/sok/", {"q": canary("kari N")})
    answer = client.get(sent["Location"])
    assert answer.context["patients"] == []
