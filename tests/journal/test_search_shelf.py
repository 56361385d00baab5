"""What is read, filters with names, years, days and orders."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from journal import reading_in
from journal.models import SavedFilter
from tests.cast import World
from tests.journal import shelf
from tests.journal.searches import search, text, titles
from tests.journal.shelf import document, id_of, put, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read_in(world: World) -> None:
    reading_in.drain(60)


def unread(client: Client, address: str = "/journal/") -> list[str]:
    rows = client.get(address).context["page"].object_list
    return [row.title.removeprefix("Epikrise ") for row in rows if row.is_unread]


def test_a_document_is_read_when_it_has_been_opened_and_unread_in_a_new_version(
    world: World,
) -> None:
    put(document("en"), document("to"))
    client = shelf.signed_in(world)
    assert {"en", "to"} <= set(unread(client))
    client.get(shelf.own_page("en"))
    client.get(shelf.own_page("en"))
    assert "en" not in unread(client)
    assert "en" not in titles(client.get("/journal/?ulest=1"))
    put(document("en", description="Epikrise ny utgave"))
    assert "ny utgave" in unread(client)


def test_a_reader_can_mark_it_as_unread_and_comes_back_to_the_list(world: World) -> None:
    put(document("en"))
    client = shelf.signed_in(world)
    client.get(shelf.own_page("en"))
    back = client.post(f"{shelf.own_page('en')}ulest/?type=A00-1")
    assert (back.status_code, back["Location"]) == (302, "/journal/?type=A00-1")
    assert "en" in unread(client)


def test_each_reader_has_marks_of_his_own(world: World) -> None:
    client, address = shelf.opened(world)
    own = world.documents["kari N"]
    client.get(f"{address}{own}/")
    rows = {row.id: row.is_unread for row in client.get(address).context["page"].object_list}
    assert rows[own] is False
    citizen = shelf.signed_in(world, "kari")
    rows = {row.id: row.is_unread for row in citizen.get("/journal/").context["page"].object_list}
    assert rows[own] is True
    client.post(f"/journal/{own}/ulest/", {"pasient": str(world.patients["kari"])})
    rows = {row.id: row.is_unread for row in client.get(address).context["page"].object_list}
    assert rows[own] is True


def test_what_is_not_there_cannot_be_marked(world: World) -> None:
    client = shelf.signed_in(world)
    for own_id in (id_of("nothing"), world.documents["kari N"]):
        assert client.post(f"/journal/{own_id}/ulest/").status_code == 404
    other = {"pasient": str(world.patients["kari"])}
    assert client.post(f"/journal/{world.documents['kari N']}/ulest/", other).status_code == 404
    assert client.post(f"/journal/{id_of('x')}/ulest/", {"pasient": "x"}).status_code == 404


def test_a_clinician_saves_uses_renames_and_deletes_a_filter(world: World) -> None:
    client, address = shelf.opened(world)
    patient = str(world.patients["kari"])
    key = search(client, "epikrise", address).context["kept"]["sok"]
    form = {"pasient": patient, "name": " Mine  epikriser ", "type": "A00-1", "sok": key}
    back = client.post("/kliniker/filtre/", form)
    assert back["Location"] == f"{address}?type=A00-1&sok={key}"
    (saved,) = client.get(address).context["saved"]
    assert saved.name == "Mine epikriser"
    assert saved.query == {"type": "A00-1", "q": "epikrise"}

    led = client.get(f"{address}?filter={saved.id}")
    assert led["Location"] == f"{address}?type=A00-1&sok={key}"

    client.post(f"/kliniker/filtre/{saved.id}/", {"name": "Andre", "do": "rename"})
    assert SavedFilter.objects.get(id=saved.id).name == "Andre"
    client.post(f"/kliniker/filtre/{saved.id}/", {"do": "delete"})
    assert not SavedFilter.objects.filter(id=saved.id).exists()


def test_a_saved_filter_is_its_owners_alone(world: World) -> None:
    client, address = shelf.opened(world)
    client.post("/kliniker/filtre/", {"name": "Bergs", "type": "A00-1"})
    saved = SavedFilter.objects.get(name="Bergs")
    other = shelf.signed_in(world, "dahl")
    assert other.post(f"/kliniker/filtre/{saved.id}/", {"do": "delete"}).status_code == 404
    assert "Bergs" not in other.get("/kliniker/filtre/").content.decode()
    assert other.get(f"{address}?filter={saved.id}").status_code == 404
    assert SavedFilter.objects.filter(id=saved.id).exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give the filter a name."),
        ("Bergs", "You already have a filter with that name."),
        ("13116900216", "A national identity number cannot stand in a filter."),
    ],
)
def test_a_filter_that_cannot_be_saved_says_why(world: World, name: str, said: str) -> None:
    client = shelf.signed_in(world, "berg")
    client.post("/kliniker/filtre/", {"name": "Bergs"})
    answer = client.post("/kliniker/filtre/", {"name": name}, follow=True)
    assert said in words(answer)
    assert SavedFilter.objects.count() == 1


def test_twenty_filters_are_enough(world: World) -> None:
    client = shelf.signed_in(world, "berg")
    for number in range(21):
        client.post("/kliniker/filtre/", {"name": f"Nr {number}"})
    assert SavedFilter.objects.count() == 20


@pytest.mark.parametrize("count", [3, 120])
def test_a_search_asks_the_database_as_often_however_much_it_finds(
    world: World, django_assert_max_num_queries: Any, count: int
) -> None:
    put(*(document(f"nr-{n}", content=text("feber")) for n in range(count)))
    while reading_in.drain(60).read:
        pass
    client = shelf.signed_in(world)
    key = search(client, "feber").context["kept"]["sok"]
    with django_assert_max_num_queries(22):
        assert len(titles(client.get(f"/journal/?sok={key}"))) == min(count, 50)


def test_the_years_count_what_fits_and_lead_to_each(world: World) -> None:
    put(
        *(document(f"nr-{n}", date=f"{2015 + n % 3}-0{1 + n % 9}-15T12:00:00Z") for n in range(9)),
        document("nyttar", date="2016-12-31T23:30:00Z"),
    )
    client = shelf.signed_in(world)
    made = client.get("/journal/?visning=tidslinje&til=2019-01-01").context["timeline"]
    assert [(year.number, year.count) for year in made.years] == [(2017, 4), (2016, 3), (2015, 3)]
    assert made.current == 2017
    answer = client.get("/journal/?visning=tidslinje&ar=2016")
    assert len(titles(answer)) == 3
    assert "2016" in words(answer)


def test_from_a_chosen_year_one_goes_on_to_those_beside_it(world: World) -> None:
    years = (2011, 2014, 2015, 2019)
    put(*(document(f"nr-{year}", date=f"{year}-05-15T12:00:00Z") for year in years))
    client = shelf.signed_in(world)
    newest = client.get("/journal/?visning=tidslinje")
    middle = client.get("/journal/?visning=tidslinje&ar=2014")
    oldest = client.get("/journal/?visning=tidslinje&ar=2011")

    assert "Choose another year" not in words(newest)
    timeline = middle.context["timeline"]
    assert (timeline.newer, timeline.older) == (2015, 2011)
    assert "Choose another year" in words(middle)
    for beside in ("Newer: 2015", "Older: 2011"):
        assert words(middle).count(beside) == 2
    assert 'ar=2011#list"' in middle.content.decode()
    assert (oldest.context["timeline"].newer, oldest.context["timeline"].older) == (2014, None)
    # A year without documents shows the newest; nobody has chosen that one.
    assert not client.get("/journal/?visning=tidslinje&ar=2012").context["timeline"].is_chosen


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?fra=2016-01-01&til=2016-12-31", ["b"]),
        ("?fra=2017-01-01", ["a", "c"]),
        ("?til=2015-12-31", ["d"]),
        ("?fra=2016-02-30&til=2015-12-31", ["d"]),
        ("?fra=2017-01-01&sorter=eldst", ["c", "a"]),
        ("?til=2017-12-31&sorter=tittel", ["b", "c", "d"]),
        ("?utkast=1", ["c"]),
    ],
)
def test_own_days_flags_and_orders(world: World, query: str, names: list[str]) -> None:
    put(
        document("b", date="2016-12-31T22:30:00Z"),
        document("c", date="2016-12-31T23:30:00Z", docStatus="preliminary"),
        document("d", date="2015-05-05T12:00:00Z"),
    )
    put(document("a", date="2024-05-05T12:00:00Z"))
    found = titles(shelf.signed_in(world).get(f"/journal/{query}"))
    assert [name for name in found if len(name) == 1] == names
