"""A patient blocks one answer: all of it is withheld from who treats, told, and opens again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from access import gate
from access.codes import Kind, Scope
from access.models import Restriction
from common.references import local_id
from labresults.models import DiagnosticReport, Observation, ServiceRequest
from tests.cast import CONSENT, SOURCE, World
from tests.labresults.results import CREATININE, observation, order, put, quantity, report
from tests.labresults.test_pages import REPORTS, inside, page, said
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db
SHUT = local_id(SOURCE, "DiagnosticReport", "shut")
PAGE = f"/personvern/innstillinger/dokument/{SHUT}/"


@pytest.fixture
def kari(world: World) -> Any:
    """Two answers of hers: one with creatinine that was asked for, one with haemoglobin."""
    first = observation("a", 3, CREATININE, valueQuantity=quantity(77.5, "umol/L"))
    second = observation("b", 2)
    put(order("asked", "Nyreprøve"), first, second)
    put(report("shut", first, basedOn=[{"reference": "ServiceRequest/asked"}]))
    put(report("open", second))
    return world.patients["kari"]


def browser(world: World, who: str = "kari") -> Client:
    client = world.sign_in(who)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def sent(client: Client, world: World, **more: str) -> int:
    """The status of the form of the page."""
    form = {"patient": str(world.patients["kari"]), **more}
    return client.post(PAGE, form).status_code


def block(world: World) -> None:
    assert sent(browser(world), world, do="close") == 302


def shown(world: World, statement: Any = None) -> tuple[int, int, int]:
    """How many reports, results and orders who treats sees, on pages and over the API alike."""
    actor, kari = world.attested("berg", "kari", statement), world.patients["kari"]
    with gate.open_record(actor, kari, Kind.RESULTS) as grant:
        models = (DiagnosticReport, Observation, ServiceRequest)
        return tuple(model.objects.under(grant).count() for model in models)  # type: ignore[return-value]


@pytest.mark.attack(15)
def test_a_blocked_answer_hides_its_values_and_what_was_asked_for(world: World, kari: Any) -> None:
    assert shown(world) == (2, 2, 1)
    block(world)
    assert shown(world) == (1, 1, 0)
    text = page(inside(world), kari)
    assert "77,5" not in text
    assert "Nyreprøve" not in text
    assert said(*REPORTS, 1) in text
    assert "13,1" in text
    with rows_of(kari):
        row = Restriction.ungated.get(patient_id=kari)
    assert (row.scope, row.document_id) == (Scope.DOCUMENT, SHUT)


def test_it_opens_again_and_is_one_restriction_however_often_it_is_sent(
    world: World, kari: Any
) -> None:
    block(world)
    block(world)
    with rows_of(kari):
        row = Restriction.ungated.get(patient_id=kari)
    client = browser(world)
    assert "This answer is blocked" in client.get(PAGE).content.decode()
    assert sent(client, world, do="end", setting=str(row.id)) == 302
    assert shown(world) == (2, 2, 1)


@pytest.mark.attack(12)
def test_with_consent_it_opens_and_the_patient_is_told(world: World, kari: Any) -> None:
    block(world)
    assert shown(world, CONSENT) == (2, 2, 1)
    assert "77,5" in page(inside(world, CONSENT), kari)
    opened = {str(each.resource_id) for each in items(kari) if each.outcome == "unblocked"}
    assert opened == {str(SHUT)}


def test_the_patient_sees_everything_as_before(world: World, kari: Any) -> None:
    block(world)
    client = browser(world)
    text = client.get(f"/provesvar/svar/{SHUT}/").content.decode()
    assert "Blocked for those who treat you" in text
    assert "77.5" in text
    overview = client.get("/personvern/innstillinger/sperring/").content.decode()
    assert f"/provesvar/svar/{SHUT}/" in overview


@pytest.mark.attack(3)
def test_what_the_patient_does_not_see_is_not_there_to_block(world: World, kari: Any) -> None:
    hidden = observation("c", 1, codes="NORN_KUT")
    put(hidden, report("hidden", hidden, codes="NORN_KUT"))
    own_id = local_id(SOURCE, "DiagnosticReport", "hidden")
    address = PAGE.replace(str(SHUT), str(own_id))
    for who in ("kari", "ola"):
        client = browser(world, who)
        assert client.get(address).status_code == 404
        form = {"patient": str(world.patients[who]), "do": "close"}
        assert client.post(address, form).status_code == 404
    with rows_of(kari):
        assert not Restriction.ungated.filter(patient_id=kari).exists()


@pytest.mark.attack(3)
def test_another_persons_answer_is_not_there_to_block(world: World, kari: Any) -> None:
    client = browser(world, "ola")
    assert client.get(PAGE).status_code == 404
    form = {"patient": str(world.patients["ola"]), "do": "close"}
    assert client.post(PAGE, form).status_code == 404


def test_an_order_says_what_is_true_of_its_answer(world: World, kari: Any) -> None:
    """Nothing here, here later, or hidden: the last is not told from the first."""
    put(order("none", "Renin"), order("later", "Vevsprøve"), order("hidden", "Aldosteron"))
    late = observation("d", 1, valueString="Godartet")
    put(
        report("vev", late, kind="PAT", basedOn=[{"reference": "ServiceRequest/later"}]),
        report("skjult", codes="NORN_KUT", basedOn=[{"reference": "ServiceRequest/hidden"}]),
        late,
    )
    text = re.sub(r"\s+", " ", browser(world).get("/provesvar/").content.decode())
    assert "Requested and not answered" not in text
    assert text.count("The answer is with those who treat you.") == 1
    for asked in ("Renin", "Vevsprøve", "Aldosteron"):
        assert asked in text
