"""What an order asks for beyond its one code, and what a hint tells of answers that are newer."""

from __future__ import annotations

from typing import Any

import pytest

from labresults.analytes import BY_KEY
from labresults.groups import LOINC
from labresults.measured.panels import PANELS
from tests.cast import World
from tests.fhirapi.hooking import asking, body, card, draft, kept
from tests.labresults.results import CREATININE, HB, ago, labels, observation, put, quantity, report
from tests.labresults.test_measured import check, found, lasts, said
from tests.labresults.test_pages import inside
from tests.log_reading import items

pytestmark = pytest.mark.django_db
BLOOD_COUNT = (LOINC, "58410-2")


@pytest.fixture
def ask(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    return asking(world, monkeypatch)


def concept(*codings: tuple[str, str]) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} for system, code in codings]}


def with_details(world: World, *details: Any, code: Any = None) -> dict[str, Any]:
    more = {"orderDetail": [*details]} | ({"code": code} if code else {})
    return body(world, draft(world, "1", **more))


def drops(told: Any) -> list[str]:
    return [
        action["resourceId"] for each in told.get("suggestions", ()) for action in each["actions"]
    ]


def measured(*names: str) -> None:
    for name in names:
        lasts(10, name)
        (coding, *_) = BY_KEY[name].codings
        put(observation(name, 3, coding, valueQuantity=quantity(5, BY_KEY[name].unit)))


def test_the_details_of_an_order_are_asked_for_too(world: World, ask: Any) -> None:
    measured("creatinine")
    told = card(ask, with_details(world, concept(CREATININE), code={"text": "Blodprøve"}))
    assert said("Creatinine") in told["summary"]
    assert drops(told) == []


def test_an_order_is_dropped_only_where_all_that_it_asks_for_is_here(
    world: World, ask: Any
) -> None:
    measured("hb")
    told = card(ask, with_details(world, concept(CREATININE)))
    assert drops(told) == []
    assert drops(card(ask, with_details(world, {"text": "fastende"}))) == []
    measured("creatinine")
    status, both = ask(with_details(world, concept(CREATININE)))
    assert (status, [drops(each) for each in both["cards"]]) == (200, [["ServiceRequest/1"]] * 2)


def test_a_panel_is_told_of_and_never_dropped(world: World, ask: Any) -> None:
    measured("hb", "leukocytes")
    status, told = ask(body(world, draft(world, "1", BLOOD_COUNT)))
    assert (status, len(told["cards"])) == (200, 2)
    assert [drops(each) for each in told["cards"]] == [[], []]
    accepted = {"card": told["cards"][0]["uuid"], "outcome": "accepted"}
    status, _ = ask({"feedback": [accepted]}, "/fhir/cds-services/already-measured/feedback")
    assert (status, kept(world)) == (400, [])


def test_panels_cover_what_has_a_name_here() -> None:
    assert all(key in BY_KEY for panel in PANELS for key in panel.keys)
    assert not {panel.key for panel in PANELS} & BY_KEY.keys()


def test_a_panel_on_the_page_is_all_that_it_covers(world: World) -> None:
    measured("hb")
    page = check(inside(world), world, "panel-blood-cells")
    assert f"{said('Already measured')} (1)" in page
    assert said("Blood count") in page
    assert said("White blood cells") in page


def test_details_have_a_limit(world: World, ask: Any) -> None:
    assert ask(with_details(world, *[concept(HB)] * 51))[0] == 400
    assert ask(with_details(world, *[concept(HB)] * 50))[0] == 200


def test_a_newer_answer_that_is_not_final_is_told(world: World, ask: Any) -> None:
    measured("hb")
    put(observation("snart", 1, status="preliminary", valueQuantity=quantity(9.7)))
    assert found(world) == ["hb"]
    told = card(ask, body(world))
    assert "9,7 g/dL" in told["detail"]
    assert len(items(world.patients["kari"])) >= 2
    page = check(inside(world), world, "hb")
    assert "9,7 g/dL" in page
    assert said("Not final") in page


@pytest.mark.parametrize(
    "changes",
    [
        {"effectiveDateTime": ago(5)},
        {"status": "entered-in-error"},
        {"status": "cancelled"},
        labels("NORS"),
        {"effectiveDateTime": ago(-1)},
        {"valueString": "hemolysert"},
    ],
    ids=["older", "a mistake", "called off", "blocked", "not yet", "no number"],
)
def test_nothing_else_is_told_as_newer(world: World, ask: Any, changes: dict[str, Any]) -> None:
    measured("hb")
    status = {"status": "preliminary"}
    value = {} if "valueString" in changes else {"valueQuantity": quantity(9.7)}
    put(observation("annet", 1, **{**status, **value, **changes}))
    newer = said("A newer answer, %(answer)s (%(day)s), is not final yet.").partition(",")[0]
    assert newer not in card(ask, body(world))["detail"]
    assert newer not in check(inside(world), world, "hb")


def test_what_is_in_a_report_that_was_taken_back_is_not_newer(world: World, ask: Any) -> None:
    measured("hb")
    wrong = observation("feil", 1, status="preliminary", valueQuantity=quantity(9.7))
    put(report("tilbake", wrong, status="entered-in-error"), wrong)
    assert "9,7" not in card(ask, body(world))["detail"]


def test_a_newer_final_answer_is_the_hint_itself(world: World, ask: Any) -> None:
    measured("hb")
    put(observation("snart", 2, status="preliminary", valueQuantity=quantity(9.7)))
    put(observation("svar", 1, valueQuantity=quantity(9.8)))
    told = card(ask, body(world))
    assert "9,8" in told["summary"]
    assert "9,7" not in told["detail"]
