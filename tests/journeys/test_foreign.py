"""Kari has been treated in Spain, and puts the summary that she got there among her documents."""

from __future__ import annotations

import json

from tests.journeys.portal import Portal
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals
from tests.summary.test_foreign import foreign


def test_kari_puts_in_a_summary_from_abroad(arrives: Arrivals, portal: Portal) -> None:
    kari = arrives("kari")
    given(kari).opens("/oppsummering/")
    when(kari).follows("Have you got a summary from abroad? Add it here")
    kari.page.locator("#id_file").set_input_files(
        {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    when(kari).presses("Keep the summary", status=422)
    then(kari).sees("Check whom the file is about, and tick that you have.")
    bundle = foreign()
    bundle["entry"][1]["resource"]["birthDate"] = portal.person("kari").birth_date.isoformat()
    kari.page.locator("#id_file").set_input_files(
        {"name": "ips.json", "mimeType": "application/json", "buffer": json.dumps(bundle).encode()}
    )
    kari.page.locator("#id_confirm").check()
    when(kari).presses("Keep the summary")
    then(kari).sees("The summary is kept among the documents, as you see it here.")
    then(kari).sees("This is a summary from abroad")
