"""The style page is fit for everybody: on a phone, at 200 % and on a wide screen."""

import pytest

from tests.journeys.steps import given, then
from tests.journeys.visitor import Arrivals


# 640 is what a window of 1280 is left with at 200 %.
@pytest.mark.parametrize("width", [320, 640, 1440])
def test_every_part_in_every_state_is_fit_for_everybody(arrives: Arrivals, width: int) -> None:
    visitor = arrives(width=width)
    given(visitor).opens("/stil/")
    then(visitor).sees_heading("Style page")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
