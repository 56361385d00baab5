"""For whom one may act, as the holder sees it: until which day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.conf import settings

from common import clock
from tests.access.test_power_of_attorney import HERE, given
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_the_holder_sees_until_which_day_it_holds(world: World) -> None:
    midnight = datetime.combine(clock.today() + timedelta(days=8), time.min, tzinfo=clock.OSLO)
    given(world, until=midnight)
    (held,) = [each for each in world.sign_in("ola").get(HERE).context["held"] if each.may_let_go]
    assert held.last_day == clock.today() + timedelta(days=7)
    given(world)
    browser = world.sign_in("ola")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = browser.get(HERE)
    assert [each.last_day for each in page.context["held"]] == [None] * len(page.context["held"])
    assert "Holds until it is taken back." in page.content.decode()
