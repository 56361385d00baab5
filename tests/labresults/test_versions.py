"""What a report was before it was changed: value by value, marked as replaced, for who treats."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from access.codes import Scope
from access.models import Restriction
from common import clock
from common.references import local_id
from tests.cast import SOURCE, World
from tests.labresults.results import CREATININE, observation, put, quantity, report
from tests.labresults.test_pages import inside
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db
REPORT = local_id(SOURCE, "DiagnosticReport", "blod")


def said(text: str, **values: Any) -> str:
    with translation.override("nb"):
        return gettext(text) % values if values else gettext(text)


@pytest.fixture
def berg(world: World) -> Client:
    return inside(world)


def blood(value: float, status: str = "final", *more: Any, **of_report: Any) -> None:
    result = observation("hb", 2, status=status, valueQuantity=quantity(value))
    put(result, *more, report("blod", result, *more, status=status, **of_report))


@pytest.fixture
def changed(world: World) -> None:
    """Preliminary 11.5 three hours ago, final 13.1 two hours ago, corrected to 12.4 with another
    result beside it an hour ago."""
    now = clock.now()
    with time_machine.travel(now - timedelta(hours=3)):
        blood(11.5, "preliminary", conclusion="Foreløpig")
    with time_machine.travel(now - timedelta(hours=2)):
        blood(13.1, "final", conclusion="Normalt")
    with time_machine.travel(now - timedelta(hours=1)):
        other = observation("krea", 2, CREATININE, valueQuantity=quantity(80, "umol/L"))
        blood(12.4, "corrected", other, conclusion="Normalt")


def address(world: World, name: str = "record-versions", *more: Any) -> str:
    return reverse(f"labresults:{name}", args=[world.patients["kari"], REPORT, *more])


def blocked(patient_id: Any) -> None:
    with rows_of(patient_id):
        Restriction.ungated.create(
            patient_id=patient_id, scope=Scope.DOCUMENT, document_id=REPORT, start=clock.now()
        )


def cells(page: str) -> list[tuple[str, ...]]:
    """The rows of all tables of changes, newest first."""
    found = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>", page)
    return [tuple(re.sub(r"<[^>]+>", "", each).strip() for each in row) for row in found]


@pytest.mark.usefixtures("changed")
def test_each_change_is_told_value_by_value(world: World, berg: Client) -> None:
    page = berg.get(address(world)).content.decode()
    rows = cells(page)
    assert (said("Status"), said("final"), said("corrected")) in rows
    assert (said("Conclusion"), "Foreløpig", "Normalt") in rows
    hb = [row[1:] for row in rows if "05172" in row[0] or "Hemoglobin" in row[0]]
    assert [(one.split()[0], other.split()[0]) for one, other in hb] == [
        ("13,1", "12,4"),
        ("11,5", "13,1"),
    ]
    assert any(row[1] == said("was not there") and row[2].startswith("80") for row in rows)
    assert re.findall(r"versjoner/(\d)/\"", page) == ["2", "1"]


@pytest.mark.usefixtures("changed")
def test_a_former_version_opens_as_it_was_and_says_that_it_no_longer_counts(
    world: World, berg: Client
) -> None:
    page = berg.get(address(world, "record-version", 1)).content.decode()
    assert "11,5" in page
    assert "13,1" not in page
    assert "12,4" not in page
    assert said("preliminary") in page
    assert said("Show the answer that is in force") in page
    second = berg.get(address(world, "record-version", 2)).content.decode()
    assert "13,1" in second
    assert "80" not in re.sub(r"<head>.*</head>", "", second, flags=re.DOTALL).split("<tbody>")[1]


@pytest.mark.usefixtures("changed")
def test_the_report_leads_to_its_versions_and_one_without_any_does_not(
    world: World, berg: Client
) -> None:
    page = berg.get(address(world, "record-report")).content.decode()
    assert address(world) in page
    put(report("alene"))
    alone = local_id(SOURCE, "DiagnosticReport", "alene")
    path = reverse("labresults:record-report", args=[world.patients["kari"], alone])
    assert "/versjoner/" not in berg.get(path).content.decode()


@pytest.mark.usefixtures("changed")
def test_what_was_shown_is_in_the_log_by_version(world: World, berg: Client) -> None:
    kari = world.patients["kari"]
    before = len(items(kari))
    berg.get(address(world))
    noted = items(kari)[before:]
    assert {each.resource_id for each in noted} == {REPORT}
    assert sorted(each.version for each in noted) == [1, 2, 3]


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("number", [0, 4, 99])
def test_a_version_that_is_none_is_not_found(world: World, berg: Client, number: int) -> None:
    assert berg.get(address(world, "record-version", number)).status_code == 404


@pytest.mark.attack(15)
def test_a_former_version_hides_by_its_own_codes(world: World, berg: Client) -> None:
    now = clock.now()
    with time_machine.travel(now - timedelta(hours=2)):
        blood(11.5, codes="NORS", conclusion="kanarifugl")
    with time_machine.travel(now - timedelta(hours=1)):
        blood(13.1, conclusion="Normalt")
    page = berg.get(address(world)).content.decode()
    assert "kanarifugl" not in page
    assert berg.get(address(world, "record-version", 1)).status_code == 404


@pytest.mark.attack(9)
@pytest.mark.usefixtures("changed")
def test_the_past_of_a_blocked_answer_is_closed(world: World, berg: Client) -> None:
    blocked(world.patients["kari"])
    for path in (address(world), address(world, "record-version", 1)):
        assert berg.get(path).status_code == 404


@pytest.mark.attack(3)
@pytest.mark.usefixtures("changed")
def test_the_past_of_anothers_answer_is_not_found(world: World) -> None:
    berg = inside(world)
    path = reverse("labresults:record-versions", args=[world.patients["astrid"], REPORT])
    assert berg.get(path).status_code in {302, 404}
    assert "11,5" not in berg.get(path).content.decode()


def test_many_changes_cost_no_more_queries(world: World, berg: Client) -> None:
    now, counts = clock.now(), []
    for hours in (9, 8):
        with time_machine.travel(now - timedelta(hours=hours)):
            blood(10 + hours / 10)
    for more in ((7, 6), (5, 4, 3, 2, 1)):
        with CaptureQueriesContext(connection) as asked:
            berg.get(address(world))
        counts.append(len(asked))
        for hours in more:
            with time_machine.travel(now - timedelta(hours=hours)):
                blood(10 + hours / 10)
    assert counts[0] == counts[1]
