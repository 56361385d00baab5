"""The lists of documents: filters, pages, counts, and what they say when nothing is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from common import clock
from demo.cast.fhir_directory import cast_id
from tests.cast import World
from tests.journal import shelf
from tests.journal.shelf import document, put, typed, words

pytestmark = pytest.mark.django_db
# Session, account and hat; the gate's facts and log; the list, its count, names, replacements;
# and what waits.
LIST_QUERIES = 17
# And the attestation, the banner with what is critical and how much of it is closed, how many
# documents are withheld, and saved filters.
RECORD_QUERIES = 23


def days_ago(count: int) -> str:
    return (clock.now() - timedelta(days=count)).isoformat()


@pytest.fixture
def reader(world: World) -> Client:
    """Marte, who has four documents of three kinds, from two places, of two ages."""
    put(
        document("ny-epikrise", date=days_ago(10)),
        document("gammelt-notat", date=days_ago(2000), type=typed("B02-2")),
        document("nytt-notat", date=days_ago(20), type=typed("B02-2"), custodian=place("NLSH")),
        document("eldst", date=days_ago(4000), type=typed("C01-2"), custodian=place("NLSH")),
    )
    return shelf.signed_in(world)


def place(name: str) -> dict[str, Any]:
    return {"display": name}


def listed(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/journal/{query}")
    assert answer.status_code == 200
    return [row.title.removeprefix("Epikrise ") for row in answer.context["page"].object_list]


def test_the_newest_comes_first(reader: Client) -> None:
    names = listed(reader)

    assert names[:2] == ["ny-epikrise", "nytt-notat"]
    assert names[-2:] == ["gammelt-notat", "eldst"]
    assert len(names) == 5


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?type=B00-1", ["nytt-notat", "gammelt-notat"]),
        ("?periode=1&type=B00-1", ["nytt-notat"]),
        ("?sted=NLSH", ["nytt-notat", "eldst"]),
        ("?sted=NLSH&periode=10", ["nytt-notat"]),
        ("?sted=NLSH&type=B00-1&periode=5", ["nytt-notat"]),
        ("?type=C00-1&periode=1", []),
    ],
)
def test_filters_narrow_and_add_up(reader: Client, query: str, names: list[str]) -> None:
    assert listed(reader, query) == names
    answer = reader.get(f"/journal/{query}")
    assert answer.context["page"].paginator.count == len(names)
    assert answer.context["is_filtered"]


@pytest.mark.parametrize(
    "query",
    [
        "?type=&periode=&sted=", "?type=X00-1", "?type=A03-2", "?type=D00-1", "?periode=2",
        "?periode=-1", "?periode=x", "?sted=Nowhere", "?sted=nlsh", "?sted=%00", "?type=%00",
        "?sted=" + "x" * 5000, "?ukjent=1", "?sted=%27%20OR%201%3D1--", "?sted=%ff%fe", "?type[]=1",
        "?periode=%D9%A1", "?=&&=",
    ],
)  # fmt: skip
def test_what_no_filter_offers_narrows_nothing(reader: Client, query: str) -> None:
    assert len(listed(reader, query)) == 5
    assert not reader.get(f"/journal/{query}").context["is_filtered"]


def test_filters_offer_what_there_is(reader: Client) -> None:
    filters = reader.get("/journal/?sted=NLSH").context["filters"]

    offered = {each.name: [choice.value for choice in each.choices] for each in filters}
    assert offered["type"] == ["", "A00-1", "B00-1", "C00-1"]
    assert offered["sted"] == ["", "NLSH", "Universitetssykehuset Nord-Norge HF"]
    chosen = {each.name: [c.value for c in each.choices if c.selected] for each in filters}
    assert {name: values for name, values in chosen.items() if values} == {
        "type": [""],
        "periode": [""],
        "sted": ["NLSH"],
    }
    counts = {choice.value: choice.count for each in filters for choice in each.choices}
    assert (counts["NLSH"], counts["B00-1"]) == (2, 2)


def test_an_empty_choice_says_how_to_get_back(reader: Client) -> None:
    said = words(reader.get("/journal/?type=C00-1&periode=1"))

    assert "No document fits what you have chosen" in said
    assert "0 documents" in said


def test_somebody_without_documents_is_told_so(world: World) -> None:
    put(document("sperret", securityLabel=shelf.labelled("NORN_FFH")))
    hidden = document("skjult", securityLabel=shelf.labelled("NORN_FFH"))
    put({**hidden, "id": cast_id("DocumentReference", "marte N")})
    client = shelf.signed_in(world)

    said = words(client.get("/journal/"))

    assert "There are no documents here" in said
    assert "ome documents may be held back." in said


@pytest.fixture
def many(world: World) -> Client:
    put(*(document(f"nr-{n}", date=days_ago(n + 1)) for n in range(120)))
    return shelf.signed_in(world)


@pytest.mark.parametrize(
    ("page", "number", "count"),
    [
        ("", 1, 50), ("1", 1, 50), ("2", 2, 50), ("3", 3, 21), ("0", 1, 50), ("-1", 1, 50),
        ("1000000000", 1, 50), ("999999999", 3, 21), ("x", 1, 50), ("%D9%A3", 1, 50),
        ("2.5", 1, 50), ("9" * 5000, 1, 50), ("%00", 1, 50), ("1e3", 1, 50), ("+2", 1, 50),
        ("last", 1, 50), ("%C2%B2", 1, 50),
    ],
)  # fmt: skip
def test_any_page_number_gives_a_page(many: Client, page: str, number: int, count: int) -> None:
    found = many.get(f"/journal/?page={page}").context["page"]

    assert (found.number, len(found.object_list)) == (number, count)
    assert found.paginator.count == 121


def test_a_page_says_where_it_is_and_what_is_beside_it(many: Client) -> None:
    answer = many.get(
        "/journal/?page=2&sted=Universitetssykehuset+Nord-Norge+HF",
    )

    assert "Showing 51–100 of 121" in words(answer)
    body = answer.content.decode()
    assert 'rel="prev" href="?page=1&amp;sted=Universitetssykehuset+Nord-Norge+HF#list"' in body
    assert 'rel="next" href="?page=3&amp;sted=Universitetssykehuset+Nord-Norge+HF#list"' in body


def test_what_is_replaced_or_a_mistake_says_so(world: World) -> None:
    put(
        document("gammel"),
        document("ny", relatesTo=shelf.replacing("gammel")),
        document("feil", status="entered-in-error"),
        document("feiltekst", docStatus="entered-in-error"),
        document("avlost", status="superseded"),
    )
    client = shelf.signed_in(world)

    answer = client.get("/journal/")
    rows = {each.title: each for each in answer.context["page"].object_list}

    assert [name for name, row in rows.items() if row.is_replaced] == ["Epikrise gammel"]
    assert [name for name, row in rows.items() if row.is_outdated] == ["Epikrise avlost"]
    assert {name for name, row in rows.items() if row.is_mistake} == {
        "Epikrise feil",
        "Epikrise feiltekst",
    }
    assert words(answer).count("replaced by a newer version") == 1
    assert words(answer).count("no longer in force") == 1
    assert words(answer).count("registered by mistake") == 2


def test_what_was_registered_by_mistake_replaces_nothing(world: World) -> None:
    put(
        document("gammel"),
        document("ny", status="entered-in-error", relatesTo=shelf.replacing("gammel")),
    )
    client = shelf.signed_in(world)

    rows = client.get("/journal/").context["page"].object_list

    assert not [row.title for row in rows if row.is_replaced]


@pytest.mark.parametrize("count", [3, 300])
def test_a_list_asks_the_database_as_often_whatever_its_length(
    world: World, django_assert_num_queries: Any, count: int
) -> None:
    put(*(document(f"nr-{n}", date=days_ago(n + 1)) for n in range(count)))
    client = shelf.signed_in(world)
    client.get("/journal/")

    with django_assert_num_queries(LIST_QUERIES):
        assert client.get("/journal/?sted=x&page=1").status_code == 200


@pytest.mark.parametrize("count", [3, 300])
def test_a_clinicians_list_asks_as_often_whatever_its_length(
    world: World, django_assert_num_queries: Any, count: int
) -> None:
    put(*(document(f"nr-{n}", shelf.TREATED, date=days_ago(n + 1)) for n in range(count)))
    client, address = shelf.opened(world)
    client.get(address)

    with django_assert_num_queries(RECORD_QUERIES):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_list_is_only_read(reader: Client, method: str) -> None:
    assert getattr(reader, method)("/journal/").status_code == 405


def test_a_clinicians_list_counts_what_is_withheld(world: World) -> None:
    client, address = shelf.opened(world)

    answer = client.get(address)

    assert answer.status_code == 200
    assert "3 are blocked by the patient" in words(answer)
