"""When patients see results: at once, after days, when released, never; told with the reason, and
the same for apps; and what administrators decide."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access import gate
from access.codes import Kind
from common.references import local_id
from labresults.codes import Release
from labresults.models import DiagnosticReport, Observation, ReleaseRule, ResultText
from tests.cast import SOURCE, World
from tests.labresults.results import observation, put, quantity, report
from tests.labresults.test_pages import inside
from tests.log_reading import items

pytestmark = pytest.mark.django_db
CATEGORY = "pathology"


def decide(release: str, days: int | None = None, category: str = CATEGORY) -> None:
    author = {"author_id": local_id("x", "Person", "y"), "author_name": "Lie"}
    ReleaseRule.objects.create(
        category=category, release=release, days=days, reason="Vi ringer deg.", **author
    )


def tissue(days: float, codes: str = "N") -> Any:
    result = observation("diagnose", days, valueString="Godartet", codes=codes)
    sent = report("vev", result, days=days, kind="PAT", codes=codes, conclusion="Godartet")
    put(sent, result)
    return local_id(SOURCE, "DiagnosticReport", "vev")


def seen(world: World, who: str = "kari") -> tuple[int, int]:
    """How many reports and results the citizen's Grant shows, on pages and over the API alike."""
    with gate.open_record(world.citizen(who), world.patients["kari"], Kind.RESULTS) as grant:
        return (
            DiagnosticReport.objects.under(grant).count(),
            Observation.objects.under(grant).count(),
        )


def text(client: Client, path: str = "/provesvar/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.attack(15)
@pytest.mark.parametrize(
    ("release", "days", "age", "is_seen"),
    [
        (Release.AT_ONCE, None, 0, True),
        (Release.AFTER_DAYS, 14, 13.9, False),
        (Release.AFTER_DAYS, 14, 14.1, True),
        (Release.MANUAL, None, 400, False),
        (Release.NEVER, None, 400, False),
    ],
)
def test_a_patient_sees_it_when_the_rule_says(
    world: World, release: str, days: int | None, age: float, is_seen: bool
) -> None:
    decide(release, days)
    own_id = tissue(age)
    assert seen(world) == ((1, 1) if is_seen else (0, 0))
    answer = world.sign_in("kari").get(f"/provesvar/svar/{own_id}/")
    assert answer.status_code == (200 if is_seen else 404)


@pytest.mark.attack(15)
def test_what_the_sender_delays_waits_though_others_do_not(world: World) -> None:
    decide(Release.AT_ONCE)
    tissue(3, codes="NORU")
    assert seen(world) == (0, 0)
    decide(Release.AFTER_DAYS, 2)
    assert seen(world) == (1, 1)


@pytest.mark.attack(15)
def test_no_wait_opens_what_something_else_hides(world: World) -> None:
    decide(Release.AT_ONCE)
    tissue(300, codes="NORN_ALL")
    assert seen(world) == (0, 0)


@pytest.mark.attack(15)
def test_a_result_waits_with_its_report_whatever_its_own_code(world: World) -> None:
    result = observation("natrium", 1, valueQuantity=quantity(140, "mmol/L"))
    put(report("vev", result, days=1, kind="PAT"), result)
    assert seen(world) == (0, 0)


def test_who_waits_is_told_how_long_and_why_and_not_for_what(world: World) -> None:
    decide(Release.AFTER_DAYS, 14)
    tissue(1)
    found = text(world.sign_in("kari"))
    assert "Vi ringer deg." in found
    assert "Godartet" not in found
    assert "Rapport vev" not in found


def test_what_is_never_shown_is_not_told_of(world: World) -> None:
    decide(Release.NEVER)
    tissue(1)
    assert "Vi ringer deg." not in text(world.sign_in("kari"))


def test_who_treats_sees_it_at_once_and_can_let_the_patient_see_it(world: World) -> None:
    decide(Release.MANUAL)
    own_id, client = tissue(1), inside(world)
    page = f"/kliniker/pasient/{world.patients['kari']}/provesvar/rapporter/{own_id}/"
    assert "Godartet" in text(client, page)
    assert client.post(f"{page}frigi/").status_code == 302
    assert seen(world) == (1, 1)
    assert any(each.outcome == "released" for each in items(world.patients["kari"]))
    assert f"{page}frigi/" not in text(client, page)


def test_nobody_releases_what_they_do_not_see(world: World) -> None:
    decide(Release.MANUAL)
    own_id = tissue(1, codes="NORS")
    page = f"/kliniker/pasient/{world.patients['kari']}/provesvar/rapporter/{own_id}/"
    assert inside(world).post(f"{page}frigi/").status_code == 404
    assert world.sign_in("kari").post(f"{page}frigi/").status_code == 404
    assert seen(world) == (0, 0)


def test_a_correction_does_not_wait_anew_once_it_was_released(world: World) -> None:
    decide(Release.MANUAL)
    own_id, client = tissue(1), inside(world)
    page = f"/kliniker/pasient/{world.patients['kari']}/provesvar/rapporter/{own_id}/"
    client.post(f"{page}frigi/")
    result = observation("diagnose", 1, valueString="Godartet, rettet")
    put(report("vev", result, days=1, kind="PAT", status="corrected"), result)
    assert seen(world) == (1, 1)


def test_an_administrator_decides_and_it_is_remembered(world: World) -> None:
    lie = world.sign_in("lie")
    sent = {"release": Release.AFTER_DAYS, "days": "3", "reason": "Legen ser på det først."}
    assert lie.post("/administrasjon/provesvar/pathology/", sent).status_code == 302
    assert lie.post("/administrasjon/provesvar/pathology/", sent).status_code == 422
    assert ReleaseRule.newest()["pathology"].days == 3
    found = text(lie, "/administrasjon/provesvar/")
    assert found.count("Legen ser på det først.") == 2
    without = {**sent, "days": ""}
    assert lie.post("/administrasjon/provesvar/pathology/", without).status_code == 422
    assert (
        world.sign_in("vik").post("/administrasjon/provesvar/pathology/", sent).status_code == 404
    )


def test_a_text_is_read_by_patients_with_its_source_and_its_history_is_kept(world: World) -> None:
    put(observation("hb"))
    lie = world.sign_in("lie")
    for what in ("Det første", "Det andre"):
        sent = {"language": "nb", "what": what, "source": "Helsedirektoratet, 2026"}
        assert lie.post("/administrasjon/provesvar-tekster/hb/", sent).status_code == 302
    assert ResultText.objects.count() == 2
    found = text(world.sign_in("kari"), "/provesvar/verdi/?a=hb")
    assert "Det andre" in found
    assert "Det første" not in found
    assert "Helsedirektoratet" in found
    assert "Det første" in text(lie, "/administrasjon/provesvar-tekster/hb/")
    unsafe = {"language": "nb", "what": "x", "source": "x", "source_url": "javascript:alert(1)"}
    assert lie.post("/administrasjon/provesvar-tekster/hb/", unsafe).status_code == 422


def test_a_quick_test_is_answered_in_its_own_category(world: World) -> None:
    code = {"coding": [{"system": "http://loinc.org", "code": "94558-4"}], "text": "Hurtigtest"}
    result = observation("rask", 0, code=code, valueCodeableConcept={"text": "Ikke påvist"})
    put(report("rask", result, days=0, kind="MBIO", code=code), result)
    assert "Ikke påvist" in text(world.sign_in("kari"), "/provesvar/type/quick/")
    assert world.sign_in("kari").get("/provesvar/type/tull/").status_code == 404


def test_the_home_page_tells_of_answers_without_what_waits(world: World) -> None:
    decide(Release.MANUAL)
    tissue(1)
    put(report("vanlig"))
    found = text(world.sign_in("kari"), reverse("portal:citizen-home"))
    assert "Rapport vanlig" in found
    assert "Rapport vev" not in found


@pytest.mark.attack(1)
def test_another_patients_report_is_no_page(world: World) -> None:
    put(report("vanlig"))
    own_id = local_id(SOURCE, "DiagnosticReport", "vanlig")
    assert world.sign_in("kari").get(f"/provesvar/svar/{own_id}/").status_code == 200
    assert world.sign_in("ola").get(f"/provesvar/svar/{own_id}/").status_code == 404
