"""The policy table: what is wrong with one, who changes it, from when it counts, what it means."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from access import gate
from access.codes import Audience, Kind, Reason
from access.models import RepresentationPolicy
from access.representation import tables, versions
from access.representation.faults import faults
from access.representation.policy import Role
from access.representation.versions import Proposal
from common import clock
from tests.access.grounds import POLICY
from tests.cast import World

pytestmark = pytest.mark.django_db
HERE = "/administrasjon/representasjon/"


def changed(whose: str, what: str, **to: Any) -> list[dict[str, Any]]:
    """The first table with one thing changed in the rows that open something."""
    rows = deepcopy(POLICY["rows"])
    for row in rows:
        if (row["role"], row["service"]) == (whose, what) and row["level"] != "none":
            row.update(to)
    return rows  # type: ignore[no-any-return]  # as the migration wrote them


def without(role: str, service: str, from_age: int) -> list[dict[str, Any]]:
    key = (role, service, from_age)
    return [r for r in POLICY["rows"] if (r["role"], r["service"], r["from_age"]) != key]


def proposal(days: int = 1, **more: Any) -> Proposal:
    """Children read for themselves from 15 on: the parents' consent, as for the rest."""
    rows = deepcopy(POLICY["rows"])
    for row in rows:
        if (row["role"], row["service"], row["from_age"]) == ("self", "journal", 13):
            row.update(level="read", condition="youth-consent")
    first_day = clock.today() + timedelta(days=days)
    return Proposal(more.get("rows", rows), dict(POLICY["options"]), first_day, "As heard")


def test_the_first_table_has_no_fault() -> None:
    assert faults(POLICY) == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (without("parent", "journal", 12), "no line holds from 12 to 16"),
        (without("parent", "journal", 0), "no line holds from 0 to 12"),
        (without("proxy", "log", 16), "no line holds from 16 years on"),
        ([*POLICY["rows"], POLICY["rows"][0]], "two lines hold at 0"),
        (changed("parent", "representation", until_age=17), "after their child has turned 16"),
        (changed("parent", "journal", until_age=None), "after their child has turned 16"),
        (changed("parent", "journal", service="dreams"), "no service «dreams»"),
        (changed("parent", "journal", role="uncle"), "no role «uncle»"),
        (changed("parent", "journal", level="all"), "no right «all»"),
        (changed("parent", "journal", condition="moon"), "no right «read moon»"),
        (changed("parent", "journal", from_age=-1), "whole number from 0 to 120"),
        (changed("parent", "journal", from_age="0"), "whole number from 0 to 120"),
        (changed("parent", "journal", until_age=0), "ends before it begins"),
        (changed("parent", "journal", level="write"), "only read"),
        (changed("proxy", "task", condition="youth-consent"), "for the young only"),
        (changed("assigned-proxy", "settings", level="write"), "cannot change privacy settings"),
        (changed("proxy", "log", from_age=13), "Nobody under 16 has a proxy"),
        (changed("self", "journal", level="none"), "Grown-up people keep access"),
        ([{"role": "self"}], "not complete"),
        ([], "no line holds from 0 years on"),
    ],
)
def test_a_faulty_table_is_refused_with_words(rows: list[dict[str, Any]], words: str) -> None:
    with translation.override("en"):
        found = faults({**POLICY, "rows": rows})
    assert any(words in sentence for sentence in found), found


@pytest.mark.parametrize(
    "options",
    [
        {"address_rule": "moon"},
        {"competent_from_age": 18},
        {"competent_from_age": None},
        {"giver_from_age": 15},
        {"holder_from_age": 17},
    ],
)
def test_the_law_sets_limits_to_the_options(options: dict[str, Any]) -> None:
    assert faults({**POLICY, "options": {**POLICY["options"], **options}})


def test_nobody_decides_for_others_who_else_acts() -> None:
    rows = [
        {**row, "level": "read"}
        if (row["role"], row["service"]) == ("proxy", "representation") and row["from_age"] == 16
        else row
        for row in POLICY["rows"]
    ]
    with translation.override("en"):
        found = faults({**POLICY, "rows": rows})
    assert any("cannot decide who else acts" in each for each in found)


@pytest.mark.attack(87)
def test_who_proposes_does_not_approve(world: World) -> None:
    lie, moe = world.worker("lie"), world.worker("moe")
    row = versions.propose(lie, proposal())
    with pytest.raises(versions.NotYours):
        versions.approve(lie, row.version)
    assert versions.waiting() == [row]
    versions.approve(moe, row.version)
    assert [each.version for each in versions.coming()] == [row.version]
    with pytest.raises(versions.TooLate):
        versions.approve(moe, row.version)


@pytest.mark.attack(87)
@pytest.mark.parametrize("slug", ["vik", "strand", "berg", "sekretar"])
def test_only_administrators_change_the_table(world: World, slug: str) -> None:
    with pytest.raises(versions.NotYours):
        versions.propose(world.worker(slug), proposal())
    row = versions.propose(world.worker("lie"), proposal())
    for change in (versions.approve, versions.put_away):
        with pytest.raises(versions.NotYours):
            change(world.worker(slug), row.version)


@pytest.mark.attack(87)
def test_the_database_lets_nobody_approve_the_own_proposal(world: World) -> None:
    row = versions.propose(world.worker("lie"), proposal())
    rows = RepresentationPolicy.objects.filter(id=row.id)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(approved_at=clock.now(), approved_by_id=row.proposed_by_id)


@pytest.mark.attack(87)
@pytest.mark.parametrize("statement", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_what_is_approved_stays_as_it_is(world: World, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("access_representationpolicy") + " WHERE version = 1")


@pytest.mark.attack(16)
def test_a_version_counts_from_midnight_in_norway(world: World) -> None:
    """A table that takes the parents' access away on a day takes it away at 00:00 that day."""
    rows = [
        {**row, "level": "none"} if (row["role"], row["service"]) == ("parent", "journal") else row
        for row in POLICY["rows"]
    ]
    row = versions.propose(world.worker("lie"), proposal(days=3, rows=rows))
    versions.approve(world.worker("moe"), row.version)
    kari, lise = world.citizen("kari"), world.patients["lise"]
    midnight = _midnight(row.valid_from)
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert gate.open_record(kari, lise, Kind.JOURNAL).audience == Audience.PARENT
    with time_machine.travel(midnight, tick=False), pytest.raises(gate.Refused) as refused:
        gate.open_record(kari, lise, Kind.JOURNAL)
    assert refused.value.reason == Reason.NOT_IN_POLICY


def test_a_proposal_counts_for_nobody(world: World) -> None:
    rows = [{**row, "level": "none"} if row["role"] == "parent" else row for row in POLICY["rows"]]
    versions.propose(world.worker("lie"), proposal(days=0, rows=rows))
    kari, lise = world.citizen("kari"), world.patients["lise"]
    assert gate.open_record(kari, lise, Kind.JOURNAL).audience == Audience.PARENT


def test_a_proposal_of_which_the_day_has_passed_comes_too_late(world: World) -> None:
    with pytest.raises(versions.TooLate):
        versions.propose(world.worker("lie"), proposal(days=-1))
    row = versions.propose(world.worker("lie"), proposal(days=0))
    with (
        time_machine.travel(clock.now() + timedelta(days=1)),
        pytest.raises(versions.TooLate),
    ):
        versions.approve(world.worker("moe"), row.version)


def test_what_is_put_away_is_not_approved(world: World) -> None:
    row = versions.propose(world.worker("lie"), proposal())
    versions.put_away(world.worker("lie"), row.version)
    with pytest.raises(versions.TooLate):
        versions.approve(world.worker("moe"), row.version)
    assert row.version in [each.version for each in versions.past()]


def test_without_a_table_in_force_everything_is_closed(world: World) -> None:
    with time_machine.travel("1999-06-01T12:00:00Z"), pytest.raises(gate.Refused):
        gate.open_record(world.citizen("berg"), world.patients["berg"], Kind.JOURNAL)


def test_the_table_says_what_changes_and_what_it_means() -> None:
    new = {**POLICY, "rows": proposal().rows}
    with translation.override("en"):
        (only,) = tables.changes(POLICY, new)
        assert (only.role, only.service, only.ages) == ("The person", "Documents", "13–15 years")
        assert (only.was, only.becomes) == ("Closed", "Read, with a parent's consent")
        fifteen = next(each for each in tables.examples(new) if each.age == 15)
        lines = {str(who): opened for who, opened in fifteen.lines}
    assert "Documents (read, with a parent's consent)" in lines["The person"]
    assert tables.changes(POLICY, POLICY) == []


def test_a_table_survives_the_form_unchanged() -> None:
    rows = [
        row
        for role in Role
        for band in tables.bands(POLICY, role)
        for row in tables.rows_of(role, band)
    ]
    assert tables.changes(POLICY, {**POLICY, "rows": rows}) == []
    assert faults({**POLICY, "rows": rows}) == []


@pytest.mark.attack(87)
def test_lie_proposes_and_moe_approves_on_the_pages(world: World) -> None:
    lie, moe = world.sign_in("lie"), world.sign_in("moe")
    form = lie.get(f"{HERE}ny/").context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    sent |= {"self-1-journal": "read+", "note": "As heard", "valid_from": str(clock.today())}
    wrong = lie.post(f"{HERE}ny/", sent | {"parent-1-until": "18"})
    assert wrong.status_code == 422
    assert wrong.context["form"].non_field_errors()
    made = lie.post(f"{HERE}ny/", sent)
    number = RepresentationPolicy.objects.order_by("-version").values_list("version", flat=True)[0]
    assert made["Location"] == f"{HERE}{number}/"
    page = f"{HERE}{number}/"
    assert lie.get(page).context["is_own"]
    assert lie.post(page, {"do": "approve"}).status_code == 404
    assert len(moe.get(page).context["changes"]) == 1
    assert moe.post(page, {"do": "approve"}).status_code == 302
    assert moe.post(page, {"do": "approve"}).status_code == 409
    assert lie.get(HERE).context["now"].version == number
    assert world.sign_in("vik").get(page).status_code == 200
    assert world.sign_in("vik").get(f"{HERE}ny/").status_code == 404
    assert world.sign_in("kari").get(HERE).status_code == 404


def _midnight(day: date) -> Any:
    return datetime(day.year, day.month, day.day, tzinfo=clock.OSLO)
