"""The pages of results: one table over all laboratories, series, reports, and what is withheld."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext, ngettext

from access.codes import Scope
from access.models import Restriction
from common import clock
from common.references import local_id
from labresults.groups import LOINC, NLK
from tests.cast import CONSENT, SOURCE, World
from tests.labresults.results import (
    CREATININE,
    LOINC_HB,
    observation,
    order,
    put,
    quantity,
    report,
)
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db
# Session, account and hat; the gate's facts, attestation and log; banner; withheld twice; facets,
# columns, cells, curves, reports' versions, orders and how many reports there are.
TABLE_QUERIES = 30


REPORTS = (
    "The patient has blocked %(count)s report. It is not shown here, nor are its results.",
    "The patient has blocked %(count)s reports. They are not shown here, nor are their results.",
)
SINGLE = (
    "The patient has blocked %(count)s single result. It is not shown here.",
    "The patient has blocked %(count)s single results. They are not shown here.",
)


def said(one: str, many: str = "", count: int = 1) -> str:
    """What the page says for it."""
    with translation.override("nb"):
        return ngettext(one, many, count) % {"count": count} if many else gettext(one)


@pytest.fixture
def kari(world: World) -> Any:
    return world.patients["kari"]


@pytest.fixture
def berg(world: World) -> Client:
    return inside(world)


def inside(world: World, statement: Any = None) -> Client:
    client = world.sign_in("berg")
    session = client.session
    session["attestation"] = str(world.attested("berg", "kari", statement).attestation_id)
    session.save()
    return client


def page(client: Client, patient_id: Any, path: str = "", **query: str) -> str:
    answer = client.get(f"/kliniker/pasient/{patient_id}/provesvar/{path}", query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def rows(text: str) -> list[str]:
    """The rows of the table of values, without marks."""
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr>(.*?)</tr>", text)
    ]


def row(text: str, name: str) -> str:
    (found,) = [each for each in rows(text) if each.startswith(name)]
    return found


def test_results_of_all_laboratories_stand_in_one_row(berg: Client, kari: Any) -> None:
    limits = [{"low": quantity(11.7), "high": quantity(15.3)}]
    put(
        observation("a", 1, valueQuantity=quantity(11.2), referenceRange=limits),
        observation("b", 20, performer=[{"display": "Legekontoret"}], referenceRange=limits),
        observation("c", 30, LOINC_HB, valueQuantity=quantity(14.0), referenceRange=limits),
    )
    text = page(berg, kari)
    found = row(text, said("Haemoglobin"))
    assert "↓" in found
    assert "11,2" in found
    assert "13,1" in found
    assert "14" in found
    assert "Legekontoret" in text
    assert "Laboratoriet på UNN" in text


def test_only_comparable_units_are_joined_and_said_to_be_converted(berg: Client, kari: Any) -> None:
    put(
        observation("a", 1),
        observation("b", 20, valueQuantity=quantity(121, "g/L")),
        observation("c", 30, valueQuantity=quantity(8.1, "mmol/L")),
    )
    found = [each for each in rows(page(berg, kari)) if "emoglobin" in each]
    (joined,) = [each for each in found if "13,1" in each]
    assert "12,1" in joined
    assert "121 g/L" in joined
    assert "8,1" not in joined
    assert any("8,1" in each for each in found)


def test_a_mass_is_not_joined_with_an_amount(berg: Client, kari: Any) -> None:
    put(
        observation("a", 1, CREATININE, valueQuantity=quantity(114, "umol/L")),
        observation("b", 5, (LOINC, "2160-0"), valueQuantity=quantity(1.3, "mg/dL")),
    )
    found = [each for each in rows(page(berg, kari)) if "reatinin" in each]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("status", "mark"),
    [("preliminary", "data-preliminary"), ("cancelled", "data-gone"), ("final", "")],
)
def test_what_is_not_final_never_looks_final(
    berg: Client, kari: Any, status: str, mark: str
) -> None:
    put(observation("a", status=status))
    text = page(berg, kari)
    cell = re.search(r'<span class="dis-value"[^>]*>', text)
    assert cell is not None
    assert mark in cell[0]
    assert ("data-preliminary" in cell[0]) == (status == "preliminary")
    assert ("dis-value__more" in text.split(cell[0])[1][:300]) == (status != "final")


def test_an_unknown_code_is_shown_as_it_was_sent(berg: Client, kari: Any) -> None:
    put(observation("a", coding=(NLK, "NPU99999")))
    assert "Navn NPU99999" in page(berg, kari)
    assert "NPU99999" in page(berg, kari)


def test_many_results_are_paged_and_none_is_left_out(berg: Client, kari: Any) -> None:
    put(*(observation(f"hb-{n}", n * 3 + 1) for n in range(30)))
    seen = ""
    for number in range(1, 6):
        seen += page(berg, kari, page=str(number))
    found = re.findall(r'<span class="dis-value">([^<]+)</span>', seen)
    assert len(found) == 30


def test_filters_narrow_it(berg: Client, kari: Any) -> None:
    put(
        observation("a", 1),
        observation("b", 2, CREATININE, valueQuantity=quantity(80, "umol/L")),
        observation("c", 3, performer=[{"display": "Legekontoret"}], valueQuantity=quantity(9)),
    )
    assert "80" not in " ".join(rows(page(berg, kari, gruppe="blood")))
    assert "13,1" not in " ".join(rows(page(berg, kari, lab="Legekontoret")))
    assert "13,1" in " ".join(rows(page(berg, kari, gruppe="finnes-ikke")))


def test_however_many_results_the_statements_are_as_many(berg: Client, kari: Any) -> None:
    counts = []
    for count in (3, 40):
        each = [observation(f"hb-{count}-{n}", n * 2 + 1) for n in range(count)]
        put(report(f"svar-{count}", *each), *each)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(berg, kari)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= TABLE_QUERIES


@pytest.mark.attack(15)
def test_what_is_blocked_is_told_and_not_shown(world: World, kari: Any) -> None:
    hidden = observation("skjult", 20, valueQuantity=quantity(7.7))
    put(report("sperret", hidden, codes="NORS"), hidden, observation("synlig"))
    put(observation("alene", 40, codes="NORS", valueQuantity=quantity(6.6)))
    for number in ("1", "2"):
        text = page(inside(world), kari, page=number)
        assert "7,7" not in text
        assert "6,6" not in text
        assert "13,1" in text
        # One report and one result that stands in none: the results of the report are not counted.
        assert said(*REPORTS, 1) in text
        assert said(*SINGLE, 1) in text
    text = page(inside(world, CONSENT), kari)
    assert "7,7" in text
    assert "6,6" in text
    assert said(*SINGLE, 1) not in text
    assert any(each.outcome == "unblocked" for each in items(kari))


@pytest.mark.attack(15)
def test_a_closed_kind_is_never_silently_empty(berg: Client, kari: Any) -> None:
    put(observation("a"))
    with rows_of(kari):
        Restriction.ungated.create(
            patient_id=kari, start=clock.now(), scope=Scope.CATEGORY, category="C00-1"
        )
    text = page(berg, kari)
    assert "13,1" not in text
    assert "open_blocked" not in text
    assert "apne" in text  # The way to open it with consent.


def test_what_was_requested_and_is_not_answered_is_told(berg: Client, kari: Any) -> None:
    put(order("venter", "Renin"), order("besvart", "Ferritin"))
    put(report("svar", basedOn=[{"reference": "ServiceRequest/besvart"}]))
    text = page(berg, kari)
    assert "Renin" in text
    assert "Ferritin" not in text


def test_a_series_is_a_picture_with_the_same_numbers_in_a_table(berg: Client, kari: Any) -> None:
    limits = [{"low": quantity(11.7), "high": quantity(15.3)}]
    put(*(observation(f"hb-{n}", n * 30 + 1, referenceRange=limits) for n in range(4)))
    put(observation("g", 200, valueQuantity=quantity(121, "g/L")))
    text = page(berg, kari, "utvikling/", a="hb")
    assert text.count("<circle cx") >= 5
    assert "dis-picture__band" in text
    assert text.count('<th scope="row">') == 5
    assert "121 g/L" in text
    assert not re.search(r'(cx|points)="[^"]*\d,\d+,', text)


def test_a_series_that_is_not_there_is_no_page(berg: Client, kari: Any) -> None:
    for query in ("", "?a=hb", "?a=finnes-ikke", "?s=x&k=y"):
        url = f"/kliniker/pasient/{kari}/provesvar/utvikling/{query}"
        assert berg.get(url).status_code == 404


def bacteria() -> list[dict[str, Any]]:
    drug = observation(
        "legemiddel",
        coding=(NLK, "NPU06045"),
        valueCodeableConcept={"text": "Resistent"},
        interpretation=[{"coding": [{"code": "R"}]}],
    )
    isolate = observation(
        "isolat",
        coding=(NLK, "NPU06061"),
        valueCodeableConcept={"text": "Escherichia coli"},
        hasMember=[{"reference": "Observation/legemiddel"}],
    )
    return [isolate, drug]


def test_a_report_of_bacteria_says_which_drugs_work(berg: Client, kari: Any) -> None:
    results = bacteria()
    put(report("dyrkning", *results, kind="MBIO"), *results)
    own_id = local_id(SOURCE, "DiagnosticReport", "dyrkning")
    text = page(berg, kari, f"rapporter/{own_id}/")
    assert "Escherichia coli" in text
    assert "Resistent" in text
    assert "Escherichia coli" not in page(berg, kari)
    assert str(own_id) in page(berg, kari, "rapporter/")


def test_a_report_of_pictures_leads_to_them_by_a_secure_address_only(
    berg: Client, kari: Any
) -> None:
    for address, is_link in (("https://bilder.example/1", True), ("javascript:alert(1)", False)):
        end = {
            "resourceType": "Endpoint",
            "id": "e",
            "status": "active",
            "address": address,
            "connectionType": {"code": "x"},
            "payloadType": [{"text": "x"}],
        }
        study = {
            "resourceType": "ImagingStudy",
            "id": "s",
            "status": "available",
            "subject": {"display": "k"},
            "endpoint": [{"reference": "#e"}],
        }
        images = [{"reference": "#s", "display": "CT"}]
        put(report("ct", kind="CT", contained=[study, end], imagingStudy=images, conclusion="Fint"))
        own_id = local_id(SOURCE, "DiagnosticReport", "ct")
        text = page(berg, kari, f"rapporter/{own_id}/")
        assert "Fint" in text
        assert (f'href="{address}"' in text) == is_link
