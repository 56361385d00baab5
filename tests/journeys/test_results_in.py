"""Lie settles a result message that found no patient, and puts it back."""

from __future__ import annotations

import pytest

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

WHY = "Laboratoriet har fått beskjed på telefon."


@pytest.mark.parametrize("scripts", [True, False])
def test_what_waits_is_settled_and_put_back(arrives: Arrivals, scripts: bool) -> None:
    lie = arrives("lie", scripts=scripts)
    given(lie).opens("/start/")
    when(lie).follows("Show what waits")
    then(lie).sees("The national identity number cannot be used")
    lie.page.locator(".dis-row__title a").last.click()
    when(lie).presses("Settle it", status=422)
    then(lie).sees("Choose what has been done.")
    lie.page.locator("input[name=step][value=returned]").check()
    lie.page.locator("#id_words").fill(WHY)
    when(lie).presses("Settle it")
    then(lie).sees("It does not wait any more.")
    lie.page.locator("#id_words").fill("Det var rett nummer likevel.")
    when(lie).presses("Put it back")
    then(lie).sees("It waits again.")
    when(lie).follows("Results on their way in")
    when(lie).follows("Codes without a name")
    then(lie).sees("NPU17195")
