"""Who types numbers to let another act learns nothing by them, and cannot go on for long."""

from __future__ import annotations

from datetime import date

import pytest

from access.alerts import lookups
from common import clock
from demo.cast.numbers import synthetic_national_id
from demo.cast.persons import persons
from people.models import Person
from tests.access.test_power_of_attorney import GIVE, filled
from tests.cast import World

pytestmark = pytest.mark.django_db


@pytest.mark.attack(28)
def test_numbers_of_somebody_and_of_nobody_count_alike(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "MOST", 2)
    browser, known = world.sign_in("kari"), Person.objects.count()
    numbers = [
        persons(clock.today())["synnove"].national_id,
        *(synthetic_national_id(who, date(1999, 7, 8), female=True) for who in ("one", "two")),
    ]
    wrong = {"until": "2020-01-01"}
    for number in numbers:  # What is not looked at does not count.
        assert browser.post(GIVE, filled(world, number, **wrong)).status_code == 422
    answers = [browser.post(GIVE, filled(world, number)) for number in numbers]
    assert [each.status_code for each in answers] == [302, 302, 429]
    assert "flere numre den siste timen" in str(answers[2].context["form"].errors["number"])
    assert Person.objects.count() == known + 1
