"""What is withheld is never found, counted, offered or shown, whoever searches."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from journal import reading_in
from tests.cast import CONSENT, World, canary
from tests.journal import shelf
from tests.journal.searches import bring, search, text, titles
from tests.journal.shelf import document, labelled, put
from tests.log_reading import items

pytestmark = pytest.mark.django_db

CITIZEN_HIDDEN = (
    *("NORU", "NORN_FFL", "NORN_KUT", "NORN_FFH", "NORN_FPB", "NORN_EPO", "NORN_ALL", "NORN_FOR"),
    *("NORN_DUP", "NORN_ANG", "NORN_NY"),
)


@pytest.fixture(autouse=True)
def read_in(world: World) -> None:
    reading_in.drain(60)


def everywhere(client: Client, address: str, word: str) -> str:
    """All that a search and everything around it tell: pages of every order, filters, years."""
    answer = search(client, word, address)
    key = answer.context["kept"]["sok"]
    said = [answer.content.decode()]
    for more in ("sorter=eldst", "sorter=tittel", "visning=tidslinje", "ulest=1", "page=2"):
        said.append(client.get(f"{address}?sok={key}&{more}").content.decode())
    return "".join(said)


@pytest.mark.attack(15)
@pytest.mark.parametrize("code", CITIZEN_HIDDEN)
def test_a_citizen_finds_nothing_of_what_is_withheld(world: World, code: str) -> None:
    bring(
        document(
            "skjult",
            content=text("zebraord"),
            description="Zebratittelen",
            custodian={"display": "Zebrastedet"},
            date="1999-01-01T12:00:00Z",
            securityLabel=labelled(code),
        )
    )
    client = shelf.signed_in(world)
    for word in ("zebraord", "zebratittelen", "zebrastedet", "zebra"):
        answer = search(client, word)
        assert titles(answer) == []
        assert answer.context["page"].paginator.count == 0
        told = everywhere(client, "/journal/", word).replace(f"“{word}”", "")
        told = re.sub(r'value="[^"]*"', "", told)
        assert "brastedet" not in told.replace(word, "")
        assert "1999" not in told
        assert "not searchable yet" not in told


@pytest.mark.attack(15)
def test_a_parent_finds_what_parents_may_see(world: World) -> None:
    bring(
        document("apen", "lise", content=text("zebraord")),
        document("skjult", "lise", content=text("zebraord"), securityLabel=labelled("NORN_FORANS")),
    )
    client = shelf.signed_in(world, "kari")
    client.post("/handle-for/", {"patient": world.patients["lise"]})
    assert titles(search(client, "zebraord")) == ["apen"]


@pytest.mark.attack(15)
def test_a_clinician_finds_nothing_that_the_patient_has_blocked(world: World) -> None:
    hidden = [f"kari {codes}" for codes in ("NORS", "NORS NORU", "N NORS")]
    client, address = shelf.opened(world)
    for name in hidden:
        for word in (canary(name), canary(f"title {name}")):
            answer = search(client, word, address)
            assert titles(answer) == []
            assert answer.context["page"].paginator.count == 0
            sent = client.post("/kliniker/sok/", {"q": word})
            assert client.get(sent["Location"]).context["page"].paginator.count == 0
    assert len(titles(search(client, canary("kari NORU"), address))) == 1


@pytest.mark.attack(15)
def test_with_consent_what_is_blocked_is_found_and_the_patient_is_told(world: World) -> None:
    client = shelf.signed_in(world, "berg")
    actor = world.attested("berg", "kari", CONSENT)
    session = client.session
    session["attestation"] = str(actor.attestation_id)
    session.save()
    address = f"/kliniker/pasient/{world.patients['kari']}/dokumenter/"
    assert len(titles(search(client, canary("kari NORS"), address))) == 1
    told = [row for row in items(world.patients["kari"]) if row.outcome == "unblocked"]
    assert world.documents["kari NORS"] in {row.resource_id for row in told}


@pytest.mark.attack(15)
def test_words_of_a_former_version_are_not_found(world: World) -> None:
    bring(document("en", content=text("gammeltord")))
    put(document("en", content=text("nyttord")))
    assert titles(search(shelf.signed_in(world), "gammeltord")) == []


@pytest.mark.attack(15)
def test_a_saved_filter_and_the_years_tell_nothing_of_what_is_withheld(world: World) -> None:
    bring(
        document(
            "skjult", shelf.TREATED, date="1999-01-01T12:00:00Z", securityLabel=labelled("NORS")
        )
    )
    client, address = shelf.opened(world)
    answer = client.get(f"{address}?visning=tidslinje")
    assert 1999 not in {year.number for year in answer.context["timeline"].years}
    assert client.get(f"{address}?visning=tidslinje&ar=1999").context["timeline"].current != 1999
