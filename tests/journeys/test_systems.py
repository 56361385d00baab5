"""Lie proposes an app, Moe lets it in, Kari sees that it is stopped; and a system is changed."""

from __future__ import annotations

import pytest

from access import subjects
from demo.cast import tokens
from fhirapi.models import ApiClient, App
from people import identity
from tests.journeys.portal import Portal
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

WHY = "Avtalen er undertegnet i dag."


def _fills(visitor: Visitor, **fields: str) -> None:
    for name, value in fields.items():
        visitor.page.locator(f"#id_{name}").fill(value)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_app_is_let_in_by_two_and_stopped_by_one(
    arrives: Arrivals, portal: Portal, scripts: bool
) -> None:
    name = f"Pulsen {'med' if scripts else 'uten'} skript"
    lie, moe = (arrives(slug, scripts=scripts) for slug in ("lie", "moe"))
    given(lie).opens("/start/")
    when(lie).follows("Systems and apps")
    when(lie).follows("Propose an app")
    when(lie).presses("Send the proposal", status=422)
    then(lie).sees("Write what the app is called.")
    _fills(
        lie,
        name=name,
        publisher="Pulsen AS",
        purpose_nb="Viser prøvesvar over tid.",
        purpose_nn="Viser prøvesvar over tid.",
        redirects="https://pulsen.example/tilbake",
        scopes="launch/patient\npatient/Observation.rs",
        words=WHY,
    )
    lie.page.locator("#id_is_confidential").check()
    when(lie).presses("Send the proposal")
    then(lie).sees("You have proposed this. Another administrator must approve it.")

    given(moe).opens("/start/")
    when(moe).follows("Show the proposals")
    moe.page.locator(".dis-row__title a").filter(has_text=name).click()
    then(moe).sees("What is proposed")
    when(moe).presses("Approve")
    then(moe).sees("The proposal is approved. The secret waits for who asked.")
    _fetches_the_secret(lie, name)
    given(moe).opens(lie.page.url)
    portal.ask(lambda: _given(portal, name))
    when(moe).presses("Stop it", status=422)
    _fills(moe, words="Leverandøren har meldt om innbrudd.")
    when(moe).presses("Stop it")
    then(moe).sees("Everything it asks for is refused. It is told that it was stopped here.")

    kari = arrives("kari", scripts=scripts)
    given(kari).opens("/personvern/apper/")
    then(kari).sees(
        "We have stopped the app. It sees nothing now. You can take back what you have given it."
    )
    when(kari).presses("Take back", about=name)
    then(kari).sees("The app sees nothing more.")


def _fetches_the_secret(lie: Visitor, name: str) -> None:
    given(lie).opens("/administrasjon/")
    lie.page.locator("a.ds-link").filter(has_text=name).click()
    when(lie).presses("Fetch the secret")
    then(lie).sees("You see it only now")
    when(lie).follows("I have brought it to safety")
    then(lie).sees("In use")


def test_a_system_gets_another_shape(arrives: Arrivals, portal: Portal) -> None:
    lie, moe = arrives("lie"), arrives("moe")
    row = portal.ask(_any_system)
    given(lie).opens(f"/systemer/{row.id}/endre/")
    _fills(lie, rate="600", words=WHY)
    when(lie).presses("Send the proposal")
    given(moe).opens(lie.page.url)
    when(moe).presses("Put the proposal away")
    then(moe).sees("The proposal is put away.")
    given(lie).opens(f"/systemer/{row.id}/")
    then(lie).sees("Nothing is written down: it was registered before there was a history.")


def _any_system() -> ApiClient:
    return ApiClient.objects.order_by("client_id", "id")[0]


def _given(portal: Portal, name: str) -> None:
    """Kari has let the app in."""
    person_id = identity.person_for(portal.person("kari").national_id).id
    patient_id = subjects.by_person_ids([person_id])[person_id]
    tokens.for_citizen(person_id, patient_id, App.objects.get(name=name).client_id)
