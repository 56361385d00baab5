"""Roles from FHIR: nobody becomes an administrator, and what is not active is not current."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from common import clock
from people.codes import ADMINISTRATIVE_ROLES
from tests.fhirapi.parties import DOCTOR, UNIT, role, role_now
from tests.fhirapi.test_importing import sent

pytestmark = pytest.mark.django_db


def is_current() -> bool:
    end = role_now().end
    return end is None or end >= clock.today()


def test_a_role_with_a_known_code_is_current() -> None:
    sent(UNIT, DOCTOR, role())

    assert role_now().code == "LE"
    assert is_current()


@pytest.mark.parametrize("code", [*sorted(ADMINISTRATIVE_ROLES), "ZZ"])
def test_a_role_that_is_not_of_health_personnel_has_never_been_anybodys(code: str) -> None:
    sent(UNIT, DOCTOR, role())
    report = sent(role(code))

    assert not report.refusals
    assert role_now().code not in ADMINISTRATIVE_ROLES
    assert role_now().end == date.min


def test_a_role_of_another_code_system_has_never_been_anybodys() -> None:
    sent(UNIT, DOCTOR, role("LE", "http://example.org/roles"))

    assert not is_current()


def test_of_several_codes_the_known_one_counts() -> None:
    coding = role("administrator")["code"] + role("SP")["code"]
    sent(UNIT, DOCTOR, {**role(), "code": coding})

    assert role_now().code == "SP"


@pytest.mark.parametrize("which", [role(), UNIT, DOCTOR], ids=["role", "unit", "practitioner"])
@pytest.mark.parametrize("when", ["at once", "later"])
def test_what_is_not_active_ends_the_role(which: dict[str, Any], when: str) -> None:
    ended = {**which, "active": False}
    if when == "later":
        sent(UNIT, DOCTOR, role())
        assert is_current()
        sent(ended)
    else:
        sent(*(ended if each["id"] == which["id"] else each for each in (UNIT, DOCTOR, role())))

    assert role_now().end == clock.today() - timedelta(days=1)


def test_a_practitioner_who_left_one_sender_keeps_the_role_at_another() -> None:
    sent(UNIT, DOCTOR, role())
    sent({**DOCTOR, "active": False}, source="nlsh")

    assert is_current()
