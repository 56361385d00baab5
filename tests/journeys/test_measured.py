"""Dr Berg looks before she orders: what is measured already, she uses instead of a new sample."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals


def test_dr_berg_uses_a_result_instead_of_a_new_sample(arrives: Arrivals) -> None:
    berg = arrives("berg", "helseid", scripts=False)
    given(berg).opens("/start/")
    if berg.page.locator('button[name="hat"]').count():
        when(berg).wears("Hjertemedisinsk poliklinikk")
    when(berg).opens("/kliniker/enhet/?vis=i-behandling")
    when(berg).presses("Open the record", about="Kari Nordli")
    when(berg).opens(f"/kliniker/pasient/{berg.portal.patient_id('kari')}/provesvar/")
    then(berg).sees("Already measured")
    when(berg).follows("Before you order")
    for key in ("potassium", "crp"):
        berg.page.locator(f"#a-{key}").check()
    when(berg).presses("See what is measured")
    then(berg).sees("Nothing here that counts")
    when(berg).presses("Use this result")
    then(berg).sees("You have used this result today")
    berg.fits(390)
    lie = arrives("lie", "helseid")
    given(lie).opens("/administrasjon/allerede-malt/tall/")
    then(lie).sees("Results used instead of new samples")
    then(lie).sees("Hjertemedisinsk poliklinikk")
