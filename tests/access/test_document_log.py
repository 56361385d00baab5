"""Who has read one document: only for who may see it, and only who was shown it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from access import asking
from common import clock
from common.declarations import LogQuestion
from tests.cast import World, canary
from tests.log_writing import event, item, write

pytestmark = pytest.mark.django_db
THING = {"item_type": "DocumentReference"}


def test_whoever_was_shown_the_document_is_there_and_nobody_else(world: World) -> None:
    kari, document = world.patients["kari"], world.documents["kari N"]
    now = clock.now()

    def by(number: int, name: str) -> dict[str, object]:
        return {"person_id": uuid.UUID(int=number), "actor_name": name}

    noted = event(kari, now, action="search", **by(2, "Søkt og sett"))
    listed = event(kari, now, action="list", **by(3, "Bare listen"))
    refused = event(kari, now, **THING, item_id=document, **by(4, "Fikk ikke se"))
    write(
        [
            event(kari, now, **THING, item_id=document),
            event(kari, now, **THING, item_id=world.documents["kari R"]),
            event(kari, now, **THING, item_id=world.documents["kari R"], **by(5, "Et annet")),
            event(kari, now, action="download", **THING, item_id=document, **by(6, "Lastet ned")),
            *(noted, listed, refused),
        ],
        [
            item(noted, "shown", document),
            item(listed, "listed", document),
            item(refused, "not-shown", document),
        ],
    )
    page = world.sign_in("kari").get(f"/innsyn/dokument/{document}/")
    rows = {row.name: row for day in page.context["days"] for row in day.rows}
    assert set(rows) == {"Ingrid Berg", "Søkt og sett", "Lastet ned"}
    for row in rows.values():
        assert len(row.items) == 1
        assert canary("title kari N") in row.items[0]
        assert row.more_count == 0
    assert page.context["document_url"] == f"/journal/{document}/"


@pytest.mark.attack(58)
@pytest.mark.parametrize("codes", ["NORU", "NORN_ALL", "NORN_NY", "V"])
def test_a_hidden_document_has_no_log(world: World, codes: str) -> None:
    document = world.documents[f"kari {codes}"]
    write([event(world.patients["kari"], clock.now(), **THING, item_id=document)])
    browser = world.sign_in("kari")
    hidden = browser.get(f"/innsyn/dokument/{document}/")
    nothing = browser.get(f"/innsyn/dokument/{uuid.uuid4()}/")
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content.replace(str(document).encode(), b"").count(b"<h1") == 1
    assert canary(f"title kari {codes}").encode() not in hidden.content


def test_one_persons_documents_are_not_anothers(world: World) -> None:
    ola = world.sign_in("ola")
    assert ola.get(f"/innsyn/dokument/{world.documents['kari N']}/").status_code == 404


def test_old_readings_are_there_too(world: World) -> None:
    kari, document = world.patients["kari"], world.documents["kari N"]
    write([event(kari, clock.now() - timedelta(days=900), **THING, item_id=document)])
    page = world.sign_in("kari").get(f"/innsyn/dokument/{document}/")
    assert page.context["page"].paginator.count == 1


def test_each_row_can_be_asked_about_where_somebody_answers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write([made := event(world.patients["kari"], clock.now())])
    browser = world.sign_in("kari")
    monkeypatch.setattr(asking, "_declared", [])
    assert not browser.get("/innsyn/").context["days"][0].rows[0].ask_url
    monkeypatch.setattr(asking, "ask_url", lambda event_id: f"/spor/{event_id}/")
    page = browser.get("/innsyn/")
    assert page.context["days"][0].rows[0].ask_url == f"/spor/{made.id}/"
    assert f"/spor/{made.id}/" in page.content.decode()
    assert LogQuestion("x").url_name == "x"
