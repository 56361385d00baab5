"""Who reads the log sees by which app a citizen came, on the page, in exports and over FHIR."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.fhirapi import asking_in
from tests.log_reading import last_event

pytestmark = pytest.mark.django_db
FHIR = "/fhir/R4"


@pytest.fixture(autouse=True)
def _app() -> None:
    asking_in.app()


@pytest.fixture
def kari(world: World) -> Client:
    return world.sign_in("kari", as_citizen=True)


def reads(world: World, kari: Client, patient: str) -> Client:
    """An app that Kari has let in reads the patient's documents; it goes on by its token."""
    groups = ("documents", "log")
    token = asking_in.tokens(kari, world.patients[patient], groups=groups)["access_token"]
    app = Client(headers={"Authorization": f"Bearer {token}"})
    assert app.get(f"{FHIR}/DocumentReference").status_code == 200
    return app


def rows(client: Client, **query: str) -> list[Any]:
    page = client.get("/innsyn/", {"periode": "alt", **query})
    return [row for day in page.context["days"] for row in day.rows]


@pytest.mark.attack(58)
def test_a_child_s_log_holds_the_app_too(world: World, kari: Client) -> None:
    reads(world, kari, "lise")
    assert last_event(world.patients["lise"]).point_of_care_name == "Helsevenn"


@pytest.mark.attack(58)
def test_the_log_names_the_app_beside_the_person(world: World, kari: Client) -> None:
    reads(world, kari, "kari")
    (row,) = [each for each in rows(kari, egne="1") if each.apps]
    assert (row.apps, row.is_own) == (["Helsevenn"], True)
    assert "Helsevenn" in row.workplace
    assert any("Helsevenn" in sentence for sentence in row.why)
    told = kari.get("/innsyn/last-ned.csv", {"periode": "alt", "egne": "1"})
    assert "Helsevenn" in told.getvalue().decode()


def test_who_looks_on_the_page_came_by_no_app(world: World, kari: Client) -> None:
    assert kari.get("/journal/").status_code == 200
    assert not any(each.apps for each in rows(kari, egne="1"))


@pytest.mark.attack(58)
def test_over_fhir_the_app_is_an_agent_of_its_own(world: World, kari: Client) -> None:
    reads(world, kari, "lise")
    ola = world.sign_in("ola", as_citizen=True)
    app = reads(world, ola, "lise")
    found = app.get(f"{FHIR}/AuditEvent?_count=50").json()["entry"]
    agents = [each["resource"]["agent"] for each in found]
    named = [each for each in agents if len(each) > 1]
    assert named
    for who, through in named:
        assert (who["requestor"], through["requestor"]) == (True, False)
        assert through["name"] == "Helsevenn"
        assert "location" not in who
