"""The pages of a document's life: drafts, withdrawals, relations, attachments and what is away."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from common import clock
from journal.life import RELEASE_DATE, STATUS_REASONS
from tests.cast import World
from tests.journal import shelf
from tests.journal.shelf import document, holding, labelled, own_page, put, words
from tests.log_reading import items

pytestmark = pytest.mark.django_db
TREATED = shelf.TREATED
SECRET = "Innholdet-som-ingen-annen-har"


@pytest.fixture
def reader(world: World) -> Client:
    return shelf.signed_in(world)


def relating(**codes: str) -> list[dict[str, Any]]:
    return [
        {"code": code, "target": {"reference": f"DocumentReference/{own_id}"}}
        for code, own_id in codes.items()
    ]


def withdrawn(own_id: str, patient: str = shelf.OWN, **more: Any) -> Any:
    reason = [{"url": STATUS_REASONS[0], "valueCodeableConcept": {"text": "Feil pasient."}}]
    content = holding(SECRET.encode(), "text/plain")
    return document(
        own_id, patient, status="entered-in-error", extension=reason, content=content, **more
    )


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"docStatus": "preliminary"}, "This is a draft. Whoever writes it may still change it."),
        ({"docStatus": "amended"}, "It was changed after it was signed."),
        (
            {"status": "entered-in-error"},
            "This document was registered by mistake",
        ),
    ],
    ids=["draft", "amended", "mistake"],
)
def test_a_state_is_said_in_words_to_both(world: World, members: Any, said: str) -> None:
    put(document("d", **members), document("hennes", TREATED, **members))
    client, address = shelf.opened(world)

    assert said in words(shelf.signed_in(world).get(own_page("d")))
    assert said in words(client.get(f"{address}{shelf.id_of('hennes')}/"))


@pytest.mark.attack(3)
def test_a_newer_version_that_a_citizen_may_not_see_is_not_told_of(
    world: World, reader: Client
) -> None:
    for patient, own_id in ((shelf.OWN, "d"), (TREATED, "hennes")):
        hidden = {"relatesTo": relating(replaces=own_id), "securityLabel": labelled("NORN_FFL")}
        put(document(own_id, patient, status="superseded"))
        put(document(f"{own_id}-ny", patient, **(hidden if patient == shelf.OWN else {})))
    client, address = shelf.opened(world)
    page = f"/journal/skriv-ut/?d={shelf.id_of('d')}"

    for told in (words(reader.get(each)) for each in ("/journal/", own_page("d"), page)):
        assert "o longer in force" in told
        assert "newer version" not in told
    for path in ("", f"{shelf.id_of('hennes')}/"):
        assert "newer version" in words(client.get(f"{address}{path}"))


def test_a_withdrawn_document_says_why_when_and_by_whom(reader: Client) -> None:
    put(document("d", content=holding(SECRET.encode(), "text/plain")))
    put(withdrawn("d"))

    said = words(reader.get(own_page("d")))

    assert re.search(r"We were told on [\w ]+ that Universitetssykehuset Nord-Norge HF has w", said)
    assert "The reason given: Feil pasient." in said


@pytest.mark.attack(4)
def test_a_patient_is_told_of_it_and_reads_nothing_of_it_on_any_page(
    world: World, reader: Client
) -> None:
    content = [*holding(SECRET.encode(), "text/plain"), *holding(SECRET.encode(), "text/plain")]
    put(document("d", content=content))
    put({**withdrawn("d"), "content": content})
    page = own_page("d")
    first = shelf.former(world, "d", 1)
    below = ("vedlegg/1/", "vedlegg/1/last-ned/", f"{first}last-ned/", "last-ned/")

    for path in ("", "versjoner/", first, f"versjoner/{shelf.id_of('d')}/"):
        answer = reader.get(f"{page}{path}")
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
        assert "last-ned" not in answer.content.decode()
    for path in below:
        assert reader.get(f"{page}{path}").status_code == 404
    assert "not-shown" in [each.outcome for each in items(world.patients[shelf.OWN])]


def test_a_clinician_unfolds_what_was_withdrawn(world: World) -> None:
    put(withdrawn("d", TREATED))
    client, address = shelf.opened(world)

    body = client.get(f"{address}{shelf.id_of('d')}/").content.decode()

    notice, _, rest = body.partition("Show what it says anyway</summary>")
    assert "Feil pasient." in notice
    assert SECRET not in notice
    assert SECRET in rest


def test_a_reason_with_marks_is_inert(reader: Client) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    reason = [{"url": STATUS_REASONS[0], "valueString": hostile * 50}]
    put(document("d", status="entered-in-error", extension=reason))

    body = reader.get(own_page("d")).content.decode()

    assert "&lt;script&gt;alert(1)" in body
    assert "<script>alert" not in body
    assert "<img" not in body


def test_a_newer_version_and_an_older_one_lead_to_each_other(reader: Client) -> None:
    put(document("ny", relatesTo=relating(replaces="gammel")), document("gammel"))

    old, new = reader.get(own_page("gammel")), reader.get(own_page("ny"))

    assert f'href="{own_page("ny")}">Read the newer version' in old.content.decode()
    assert f'href="{own_page("gammel")}"' in new.content.decode()
    assert "Replaces an earlier version: Epikrise gammel" in words(new)


@pytest.mark.parametrize("code", ["appends", "signs", "transforms"])
def test_an_addition_and_its_document_lead_to_each_other(reader: Client, code: str) -> None:
    put(document("hoved"), document("tillegg", relatesTo=relating(**{code: "hoved"})))

    whole, part = reader.get(own_page("hoved")), reader.get(own_page("tillegg"))

    assert "Added later Epikrise tillegg" in words(whole)
    assert "Belongs to Epikrise hoved" in words(part)


def test_documents_that_replace_each_other_in_a_circle_are_shown(reader: Client) -> None:
    put(
        document("a", relatesTo=relating(replaces="b", appends="c")),
        document("b", relatesTo=relating(replaces="a", appends="a")),
        document("c", relatesTo=relating(replaces="b", appends="b")),
    )

    for own_id in "abc":
        assert reader.get(own_page(own_id)).status_code == 200
    assert reader.get("/journal/").status_code == 200


@pytest.mark.attack(3)
@pytest.mark.parametrize("code", ["replaces", "appends", "transforms", "signs"])
@pytest.mark.parametrize("hidden", ["of another patient", "withheld"])
def test_a_relation_to_what_the_reader_may_not_see_says_nothing(
    world: World, reader: Client, code: str, hidden: str
) -> None:
    other = TREATED if hidden == "of another patient" else shelf.OWN
    label = {} if hidden == "of another patient" else {"securityLabel": labelled("NORN_FFL")}
    put(
        document("annens", other, **label),
        document("peker", other, relatesTo=relating(**{code: "egen"}), **label),
        document("egen", relatesTo=relating(**{code: "annens"})),
    )
    put(document("uten"))

    told = words(reader.get(own_page("egen"))).replace("egen", "uten")
    alone = words(reader.get(own_page("uten")))

    for name in ("annens", "peker", str(shelf.id_of("annens")), str(shelf.id_of("peker"))):
        assert name not in told
    for sentence in ("newer version", "Replaces", "Belongs to", "Added later"):
        assert (sentence in told) is (sentence in alone) is False


def test_a_late_document_says_when_it_came(reader: Client) -> None:
    content = holding(b"Brev", "text/plain")
    content[0]["attachment"]["creation"] = "2025-03-03T09:00:00Z"
    put(document("d", date="2025-11-20T09:00:00Z", content=content))

    assert "Written 3 March 2025, received here 20 November 2025" in words(
        reader.get(own_page("d"))
    )


def waiting_for(own_id: str, patient: str, days: int | None, *codes: str) -> Any:
    at = (clock.now() + timedelta(days=days)).isoformat() if days is not None else None
    extension = [{"url": RELEASE_DATE, "valueDateTime": at}] if at else []
    labels = [label for code in ("NORU", *codes) for label in labelled(code)]
    return document(own_id, patient, securityLabel=labels, extension=extension)


def test_a_clinician_sees_until_when_the_patient_waits(world: World) -> None:
    put(waiting_for("dato", TREATED, 4), waiting_for("uten", TREATED, None))
    put(waiting_for("vist", TREATED, -4))
    client, address = shelf.opened(world)

    def said(own_id: str) -> str:
        return words(client.get(f"{address}{shelf.id_of(own_id)}/"))

    assert "shown to the patient from" in said("dato").partition("Epikrise dato ")[2]
    assert "not shown to the patient yet" in said("uten")
    assert "shown to the patient" not in said("vist").partition("About the document")[0][-200:]


def delayed(client: Client) -> list[tuple[bool, int]]:
    found = client.get("/journal/").context["delayed"]
    return [(day is not None, count) for day, count in found]


def test_citizens_are_told_how_many_wait_and_never_what_else_hides(world: World) -> None:
    put(
        waiting_for("a", shelf.OWN, 4),
        waiting_for("b", shelf.OWN, 4),
        waiting_for("c", shelf.OWN, 9),
        waiting_for("d", shelf.OWN, None),
        waiting_for("e", shelf.OWN, 4, "NORN_FFL"),
        waiting_for("f", shelf.OWN, -4),
        document("g", securityLabel=labelled("NORN_KUT")),
        waiting_for("h", "lise", 4),
        waiting_for("i", "lise", 4, "NORN_FORANS"),
        waiting_for("j", "lise", 4, "NORN_UNGDOM"),
    )
    own = shelf.signed_in(world)
    parent = shelf.signed_in(world, "ola")
    parent.post("/handle-for/", {"patient": world.patients["lise"]})

    assert delayed(own) == [(True, 2), (True, 1), (False, 1)]
    assert delayed(parent) == [(True, 2)]
    said = words(own.get("/journal/"))
    assert "2 documents are shown to you from" in said
    assert "1 document is not shown to you yet, and no day is set." in said


def test_a_clinicians_list_tells_nothing_of_waiting(world: World) -> None:
    put(waiting_for("a", TREATED, 4))
    client, address = shelf.opened(world)

    assert "shown to you from" not in words(client.get(address))
