"""The lists of a unit's patients: today, in care, opened by me; whom they show and whom never."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from access import gate, unit
from access.codes import Ground, Kind
from access.models import CareRelationship
from access.unit_patients import Order, View, Wanted
from common import clock
from demo.cast.persons import persons
from tests.cast import BLOCKING, DECLARED, RESTRICTED, World, block
from tests.house.sweeping import plain
from tests.log_reading import events, rows_of

pytestmark = pytest.mark.django_db
LIST, FIND = "/kliniker/enhet/", "/kliniker/pasient/finn/"
TODAY, OPENED = f"{LIST}?vis=i-dag", f"{LIST}?vis=apnet"


def today_at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(clock.today(), datetime.min.time(), clock.OSLO).replace(
        hour=hour, minute=minute
    )


def visit(world: World, slug: str, ground: Ground, start: datetime | None, **more: Any) -> None:
    """The relation of a patient at Dr Berg's unit, made another."""
    patient_id = world.patients[slug]
    with rows_of(patient_id):
        CareRelationship.ungated.filter(patient_id=patient_id).update(
            ground=ground, start=start, **more
        )


def on(world: World, wanted: Wanted, slug: str = "berg", **more: Any) -> list[str]:
    """The patients of a list in their order."""
    names = {patient_id: name for name, patient_id in world.patients.items()}
    page = unit.open_list(world.worker(slug), Kind.DEMOGRAPHICS, wanted, **more)
    return [names[each] for each in page.patients]


def name(slug: str) -> str:
    return persons(clock.today())[slug].name


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_today_holds_visits_that_begin_today_and_who_is_admitted(world: World) -> None:
    today = Wanted(view=View.TODAY)
    assert on(world, today) == []
    visit(world, "kari", Ground.OUTPATIENT, today_at(23, 45))
    assert on(world, today) == ["kari"]
    visit(world, "kari", Ground.OUTPATIENT, clock.now() - timedelta(days=2))
    assert on(world, today) == []
    visit(world, "kari", Ground.ADMITTED, clock.now() - timedelta(days=2))
    assert on(world, today) == ["kari"]


def test_a_visit_of_tomorrow_is_on_no_list_and_one_that_is_over_leaves(world: World) -> None:
    visit(world, "kari", Ground.OUTPATIENT, today_at(0) + timedelta(days=1))
    assert "kari" not in on(world, Wanted())
    visit(world, "kari", Ground.OUTPATIENT, today_at(0), end=clock.now())
    assert "kari" not in on(world, Wanted(view=View.TODAY))


def test_a_visit_later_today_can_be_prepared_and_one_tomorrow_cannot(world: World) -> None:
    visit(world, "kari", Ground.OUTPATIENT, today_at(23, 45))
    assert world.attested("berg", "kari").attestation_id
    visit(world, "kari", Ground.OUTPATIENT, today_at(0) + timedelta(days=1))
    with pytest.raises(gate.Refused):
        world.attested("berg", "kari")


def test_the_hour_of_a_visit_is_shown_where_the_source_tells_it(world: World) -> None:
    browser = world.sign_in("berg")
    visit(world, "kari", Ground.OUTPATIENT, today_at(23, 45))
    assert "23.45" in text(browser.get(TODAY))
    visit(world, "kari", Ground.OUTPATIENT, today_at(0))
    (row,) = browser.get(TODAY).context["page"].object_list
    assert (row.hour, row.is_today) == (None, True)


def test_opened_by_me_holds_whom_this_role_opened_and_nobody_else(world: World) -> None:
    opened = Wanted(view=View.OPENED)
    assert on(world, opened) == []
    world.attested("berg", "kari")
    assert on(world, opened) == ["kari"]
    assert on(world, opened, "sekretar") == []


def test_who_has_blocked_the_doctor_since_drops_out(world: World) -> None:
    world.attested("berg", "kari")
    block(world.patients["kari"], world.roles["berg"].practitioner_id)
    assert on(world, Wanted(view=View.OPENED)) == []
    assert name("kari") not in text(world.sign_in("berg").get(OPENED))


def test_who_is_not_in_care_any_more_drops_out(world: World) -> None:
    world.attested("berg", "kari")
    visit(world, "kari", Ground.TREATING, None, end=clock.now())
    assert on(world, Wanted(view=View.OPENED)) == []


def test_who_was_opened_without_a_relation_is_listed_while_the_record_is_open(world: World) -> None:
    actor = world.attested("dahl", "kari", DECLARED)
    opened = Wanted(view=View.OPENED)
    page = unit.open_list(actor, Kind.DEMOGRAPHICS, opened)
    assert list(page.patients) == [world.patients["kari"]]
    assert on(world, opened, "dahl") == []  # Without the attestation, as in another session.
    forged = actor.attested(uuid.uuid4())
    assert unit.open_list(forged, Kind.DEMOGRAPHICS, opened).total == 0


def test_the_lists_say_when_one_opened_last(world: World) -> None:
    browser = world.sign_in("berg")
    (row,) = [r for r in browser.get(LIST).context["page"].object_list if r.name == name("kari")]
    assert row.opened_at is None
    browser.post(row.open_url, {"basis": "relation"})
    rows = {r.name: r for r in browser.get(LIST).context["page"].object_list}
    assert rows[name("kari")].opened_at is not None
    assert rows[name(RESTRICTED)].is_restricted
    assert not rows[name("kari")].is_restricted


def test_a_name_narrows_the_list_and_stands_in_no_address(world: World) -> None:
    browser = world.sign_in("berg")
    answer = browser.post(f"{LIST}?vis=i-behandling&sorter=navn", {"name": "NORDL"})
    assert answer.status_code == 302
    assert "nordl" not in answer["Location"].lower()
    page = browser.get(answer["Location"])
    assert [row.name for row in page.context["page"].object_list] == [name("kari")]
    assert 'value="NORDL"' in text(page)
    assert name(RESTRICTED) not in text(page)
    browser.post(LIST, {"name": ""})
    assert name(RESTRICTED) in text(browser.get(LIST))


def test_a_name_in_the_address_narrows_nothing(world: World) -> None:
    rows = world.sign_in("berg").get(LIST, {"name": "nordl"}).context["page"].object_list
    assert len(rows) == 2


def test_the_name_goes_with_the_hat(world: World) -> None:
    browser = world.sign_in("berg")
    browser.post(LIST, {"name": "nordl"})
    browser.post("/rolle/", {"hat": str(world.roles["berg"].id)})
    assert not browser.get(LIST).context["is_filtered"]


def test_only_who_is_shown_is_logged(world: World) -> None:
    before = {slug: len(events(world.patients[slug])) for slug in ("kari", RESTRICTED, BLOCKING)}
    assert on(world, Wanted(match="nordli kari")) == ["kari"]
    after = {slug: len(events(world.patients[slug])) for slug in before}
    assert after == {**before, "kari": before["kari"] + 1}


def test_the_lists_are_ordered_by_name_time_or_ground(world: World) -> None:
    visit(world, "kari", Ground.ADMITTED, today_at(0))
    visit(world, RESTRICTED, Ground.TREATING, today_at(0) - timedelta(days=9))
    by_name = on(world, Wanted(order=Order.NAME))
    assert by_name == sorted(by_name, key=lambda slug: name(slug).split()[-1])
    assert on(world, Wanted(order=Order.TIME)) == [RESTRICTED, "kari"]
    assert on(world, Wanted(order=Order.GROUND)) == [RESTRICTED, "kari"]
    browser = world.sign_in("berg")
    for query in ("sorter=tid", "sorter=; DROP", "vis=alle&sorter=", "page=99", "page=-1"):
        assert len(browser.get(f"{LIST}?{query}").context["page"].object_list) == 2, query


def find(browser: Client, **typed: str) -> Any:
    return browser.post(FIND, {"by": "name", **typed})


def test_the_unit_is_searched_by_name_and_by_date_of_birth(world: World) -> None:
    browser = world.sign_in("berg")
    born = persons(clock.today())["kari"].birth_date
    for typed in ({"name": "nordli"}, {"born": f"{born:%d.%m.%Y}"}, {"born": f"{born:%d%m%Y}"}):
        answer = find(browser, **typed)
        assert [row.name for row in answer.context["rows"]] == [name("kari")], typed
    assert find(browser, name="nordli", born="01.01.1900").context["rows"] == []


def test_unknown_blocked_and_treated_elsewhere_are_the_same_answer(world: World) -> None:
    browser = world.sign_in("berg")
    unknown = plain(find(browser, name="Ukjentesen").content, "Ukjentesen")
    for slug in (BLOCKING, "astrid", "elle"):
        family = name(slug).split()[-1]
        assert plain(find(browser, name=family).content, family) == unknown, slug


@pytest.mark.parametrize("typed", [{}, {"name": "k"}, {"born": "31.02.1990"}, {"born": "i går"}])
def test_too_little_or_no_date_is_asked_again(world: World, typed: dict[str, str]) -> None:
    answer = find(world.sign_in("berg"), **typed)
    assert answer.context["unit_form"].errors
    assert "rows" not in answer.context


def test_a_name_in_the_address_finds_nobody(world: World) -> None:
    page = world.sign_in("berg").get(FIND, {"by": "name", "name": "nordli"})
    assert name("kari") not in text(page)


def test_a_long_list_has_pages(
    world: World, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("access.views.UNIT_PAGE", 1)
    browser = world.sign_in("berg")
    with django_assert_max_num_queries(22):
        page = browser.get(LIST).context["page"]
    assert (len(page.object_list), page.paginator.num_pages) == (1, 2)
    second = browser.get(f"{LIST}?page=2").context["page"]
    assert second.object_list[0].name != page.object_list[0].name
    assert len(re.findall("<tr>", text(browser.get(LIST)))) == 2


@pytest.mark.attack(49)
@pytest.mark.parametrize("parting", ["", " ", "\u00a0", ".", "-", " - "])
def test_a_number_is_no_name_and_is_not_kept(world: World, parting: str) -> None:
    browser, number = world.sign_in("berg"), persons(clock.today())["kari"].national_id
    browser.post(LIST, {"name": "Nor"})
    answer = browser.post(LIST, {"name": parting.join((number[:6], number[6:]))})
    assert answer.status_code == 422
    assert "ds-validation-message" in text(answer)
    assert number[6:] not in text(answer)
    assert browser.session["unit_match"] == "Nor"


def test_everybody_is_shown_again_whatever_stands_in_the_field(world: World) -> None:
    browser = world.sign_in("berg")
    browser.post(LIST, {"name": "Nor"})
    browser.post(LIST, {"name": "Nor", "all": "1"})
    assert not browser.get(LIST).context["is_filtered"]
