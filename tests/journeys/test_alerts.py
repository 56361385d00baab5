"""Vik looks into an alert about unusual reading, and decides."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from access.alerts import raising
from access.alerts.codes import Rule
from access.alerts.judging import Finding, Found
from common import clock
from demo.cast.persons import persons
from people import directory, identity
from tests.journeys.portal import Portal
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals
from tests.log_writing import event, write


def reading(portal: Portal, slug: str, patient: str) -> Callable[[], None]:
    """Somebody who works there has read the record of family."""
    patient_id = portal.patient_id(patient)

    def read() -> None:
        person = identity.person_for(persons(portal.today)[slug].national_id)
        role = directory.current_roles(person.id, portal.today)[0]
        at = clock.now() - timedelta(minutes=30)
        who = {"person_id": person.id, "legal_entity_id": role.legal_entity_id}
        write([event(patient_id, at, **who, basis="declared", attestation_id=uuid.uuid4())])
        found = Found(patient_id, [Rule.FAMILY], 100, 1, at, at)
        finding = Finding(person.id, role.legal_entity_id, role.id, [found], {Rule.FAMILY}, 100)
        raising.raise_all([finding])

    return read


@pytest.mark.parametrize("scripts", [True, False])
def test_vik_looks_into_an_alert(arrives: Arrivals, portal: Portal, scripts: bool) -> None:
    slug = "berg" if scripts else "sekretar"
    portal.ask(reading(portal, slug, "astrid"))
    vik = arrives("vik", scripts=scripts)
    given(vik).opens("/start/")
    when(vik).follows("Show the alerts")
    then(vik).sees_heading("Unusual reading")
    then(vik).sees_nothing_of("Astrid")
    row = vik.page.locator(".dis-row").filter(has_text=portal.person(slug).name)
    link = row.locator('a[href^="/varsler-innsyn/"]').first
    when(vik).opens(str(link.get_attribute("href")))
    then(vik).sees("Close family")
    then(vik).sees("Astrid")
    when(vik).presses("I am looking into it")
    when(vik).presses("Save the decision", status=422)
    then(vik).sees("Choose what you find.")
    when(vik).ticks("in-order", within="#id_result")
    when(vik).types("Why?", "Vakt den natten.")
    when(vik).presses("Save the decision")
    then(vik).sees("The decision is saved.")
    then(vik).sees_no_national_id()
