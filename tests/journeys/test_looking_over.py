"""The journeys notice what they are there to notice: each fault below is planted in a page."""

from __future__ import annotations

import pytest

from tests.journeys.steps import given
from tests.journeys.visitor import Arrivals

PLANTED = {
    "image without words": "document.querySelector('main').append(new Image())",
    "wider than a phone": "document.querySelector('main h1').style.minWidth = '400px'",
    "words on the console": "console.warn('something')",
    "script inside the page": """document.querySelector('main').append(Object.assign(
        document.createElement('script'), {textContent: 'window.planted = 1'}))""",
    "asks another site": "new Image().src = 'http://localhost.test/pixel.gif'",
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_noticed(arrives: Arrivals, fault: str) -> None:
    visitor = arrives()
    given(visitor).opens("/hjelp/")
    visitor.page.evaluate(PLANTED[fault])
    visitor.page.wait_for_timeout(200)
    with pytest.raises(AssertionError):
        visitor.look_over()
