"""What is measured already: the newest final answer within its period, told before ordering."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from access import gate
from access.codes import Kind
from common import clock
from common.references import local_id
from labresults.groups import LOINC
from labresults.measured import finding, periods, services
from labresults.measured.models import AvoidedOrder
from labresults.models import HintPeriod
from tests.cast import CONSENT, SOURCE, World
from tests.labresults.results import (
    CREATININE,
    LOINC_HB,
    ago,
    observation,
    order,
    put,
    quantity,
    report,
)
from tests.labresults.test_pages import inside
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db


def said(text: str) -> str:
    with translation.override("nb"):
        return gettext(text)


def lasts(days: int, key: str = "hb") -> None:
    HintPeriod.objects.create(
        key=key, days=days, source="Laboratoriet", author_id=uuid.uuid4(), author_name="Lie"
    )


def found(world: World, *keys: str, statement: Any = None) -> list[str]:
    """Which of what was put, by their names, is hinted at to Berg."""
    actor = world.attested("berg", "kari", statement)
    with gate.open_record(actor, world.patients["kari"], Kind.RESULTS) as grant:
        hints = finding.hints(grant, keys or ("hb",))
        return [row.source_id for row in (hint.row for hint in hints.values())]


def check(client: Client, world: World, *keys: str) -> str:
    url = reverse("measured:check", args=[world.patients["kari"]])
    answer = client.get(url, {"a": list(keys)})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def use_url(world: World, slug: str) -> str:
    result_id = local_id(SOURCE, "Observation", slug)
    return reverse("measured:use", args=[world.patients["kari"], result_id])


def kept(world: World) -> list[AvoidedOrder]:
    with rows_of(world.patients["kari"]):
        return list(AvoidedOrder.ungated.all())


def test_the_newest_within_the_period_counts_from_any_laboratory(world: World) -> None:
    lasts(10)
    put(
        observation("gammel", 11),
        observation("ny", 3, LOINC_HB, performer=[{"display": "Legekontoret"}]),
        observation("eldre", 5),
    )
    assert found(world) == ["ny"]
    lasts(2)
    assert found(world) == []
    lasts(0)
    assert found(world) == []


@pytest.mark.parametrize(
    "status", ["registered", "preliminary", "cancelled", "entered-in-error", "unknown"]
)
def test_what_is_not_final_is_never_a_hint(world: World, status: str) -> None:
    lasts(10)
    put(observation("ikke", 1, status=status), observation("endelig", 3))
    assert found(world) == ["endelig"]


def test_what_came_in_a_report_that_was_taken_back_is_no_hint(world: World) -> None:
    lasts(10)
    result = observation("feil", 1)
    put(report("tilbake", result, status="entered-in-error"), result)
    assert found(world) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"valueQuantity": quantity(8.1, "mmol/L")},
        {"valueString": "hemolysert"},
        {"effectiveDateTime": ago(-1)},
    ],
    ids=["not comparable", "no number", "not yet"],
)
def test_what_answers_nothing_is_no_hint(world: World, changes: dict[str, Any]) -> None:
    lasts(10)
    put(observation("ikke", 1, **changes), observation("endelig", 3))
    assert found(world) == ["endelig"]


def test_a_mass_is_no_answer_to_an_amount(world: World) -> None:
    lasts(10, "creatinine")
    put(observation("masse", 1, (LOINC, "2160-0"), valueQuantity=quantity(1.3, "mg/dL")))
    assert found(world, "creatinine") == []
    put(observation("mengde", 2, CREATININE, valueQuantity=quantity(80, "umol/L")))
    assert found(world, "creatinine") == ["mengde"]


@pytest.mark.attack(15)
def test_what_is_blocked_is_never_hinted_at(world: World) -> None:
    lasts(10)
    put(observation("sperret", 1, codes="NORS"))
    assert found(world) == []
    text = check(inside(world), world, "hb")
    assert "13,1" not in text
    assert said("Nothing here that counts") in text
    assert inside(world).post(use_url(world, "sperret")).status_code == 302
    assert kept(world) == []
    assert found(world, statement=CONSENT) == ["sperret"]


def test_only_who_treats_gets_hints(world: World) -> None:
    lasts(10)
    put(observation("ny", 1))
    kari = world.citizen("kari")
    with gate.open_record(kari, world.patients["kari"], Kind.RESULTS) as grant:
        assert finding.hints(grant, ["hb"]) == {}


def test_the_clinician_sees_what_is_measured_and_uses_it(world: World) -> None:
    lasts(10)
    put(observation("ny", 3, valueQuantity=quantity(11.2)), observation("annet", 9, CREATININE))
    berg = inside(world)
    text = check(berg, world, "hb", "crp")
    assert "11,2" in text
    assert "Laboratoriet på UNN" in text
    assert said("Nothing here that counts") in text
    answer = berg.post(use_url(world, "ny"), {"next": "https://evil.example/"})
    assert answer["Location"].startswith(reverse("measured:check", args=[world.patients["kari"]]))
    (row,) = kept(world)
    role = world.roles["berg"]
    assert (row.fate, row.analyte, row.unit_id) == ("used", "hb", role.unit_id)
    assert (row.person_id, row.author_name) == (world.persons["berg"], role.practitioner_name)
    assert any(each.outcome == "used" for each in items(world.patients["kari"]))
    assert said("You have used this result today") in check(berg, world, "hb")
    berg.post(use_url(world, "ny"))
    assert len(kept(world)) == 1


def test_the_hint_stands_beside_the_series_and_the_order_that_waits(world: World) -> None:
    lasts(10)
    code = {"coding": [{"system": LOINC, "code": LOINC_HB[1]}], "text": "Hemoglobin"}
    put(observation("ny", 3), order("ber", code=code))
    berg, root = inside(world), f"/kliniker/pasient/{world.patients['kari']}/provesvar/"
    for page in (root, f"{root}utvikling/?a=hb"):
        text = berg.get(page).content.decode()
        assert said("Already measured") in text
        assert use_url(world, "ny") in text
    put(observation("svaret", 1))
    assert said("Already measured") not in berg.get(root).content.decode()


@pytest.mark.attack(2)
@pytest.mark.parametrize("who", ["kari", "dahl", "fastlege", "lie"])
def test_nobody_else_uses_a_result(world: World, who: str) -> None:
    lasts(10)
    put(observation("ny", 1))
    assert world.sign_in(who).post(use_url(world, "ny")).status_code in {302, 403, 404}
    assert kept(world) == []


@pytest.mark.attack(2)
def test_a_secretary_sees_the_hint_and_decides_nothing(world: World) -> None:
    lasts(10)
    put(observation("ny", 1))
    actor = world.attested("sekretar", "kari")
    with gate.open_record(actor, world.patients["kari"], Kind.RESULTS) as grant:
        assert finding.hints(grant, ["hb"])
        with pytest.raises(services.NotYours):
            services.use(grant, actor, local_id(SOURCE, "Observation", "ny"))


def test_what_is_no_longer_the_newest_is_not_used(world: World) -> None:
    lasts(10)
    put(observation("ny", 3))
    berg = inside(world)
    put(observation("nyere", 1))
    berg.post(use_url(world, "ny"))
    assert kept(world) == []


def test_an_administrator_decides_and_it_is_remembered(world: World) -> None:
    lie, page = world.sign_in("lie"), reverse("measured:period", args=["hb"])
    sent = {"days": "14", "source": "Laboratoriemedisin, UNN"}
    assert lie.post(page, sent).status_code == 302
    assert lie.post(page, sent).status_code == 422
    assert lie.post(page, {**sent, "days": "-1"}).status_code == 422
    assert lie.post(page, {**sent, "source_url": "javascript:alert(1)"}).status_code == 422
    assert periods.in_force()["hb"].days == 14
    assert lie.post(page, {**sent, "days": "0"}).status_code == 302
    assert periods.in_force()["hb"].days == 0
    text = lie.get(reverse("measured:periods")).content.decode()
    assert text.count("Laboratoriemedisin, UNN") == 3
    assert world.sign_in("vik").post(page, sent).status_code == 404


def test_figures_count_by_month_and_unit_and_name_nobody(world: World) -> None:
    lasts(10)
    put(observation("ny", 1))
    inside(world).post(use_url(world, "ny"))
    page = reverse("measured:figures")
    text = world.sign_in("lie").get(page).content.decode()
    assert world.roles["berg"].unit_name in text
    for secret in (str(world.patients["kari"]), "Kari", world.roles["berg"].practitioner_name):
        assert secret not in text
    actor = world.worker("lie")
    (row,) = services.figures(actor, clock.now().replace(year=2000))
    assert (row.used, row.ordered) == (1, 0)
    assert services.figures(world.worker("dahl"), clock.now().replace(year=2000)) == []
