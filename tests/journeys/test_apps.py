"""Kari lets an app see some of her record, finds it in the list, and takes it back."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from fhirapi.models import App
from tests.fhirapi.asking_in import CHALLENGE, LET_IN, SCOPES
from tests.journeys.portal import Portal
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

LIST = "/personvern/apper/"


def _wish(portal: Portal) -> str:
    """What the app sends Kari to; afterwards it sends her to the list, which is loopback too."""
    back = f"{portal.url}{LIST}"

    def registered() -> None:
        App.objects.update_or_create(
            client_id="journey",
            defaults={
                "name": "Prøvevenn",
                "publisher": "Prøvevenn AS",
                "client_type": App.CLIENT_PUBLIC,
                "authorization_grant_type": App.GRANT_AUTHORIZATION_CODE,
                "redirect_uris": back,
                "scopes": SCOPES.split(),
            },
        )

    portal.ask(registered)
    asked = {
        "response_type": "code",
        "client_id": "journey",
        "redirect_uri": back,
        "scope": SCOPES,
        "state": "s",
        "aud": f"{portal.url}/fhir/R4",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"{LET_IN}?{urlencode(asked)}"


@pytest.mark.parametrize("scripts", [True, False])
def test_kari_lets_an_app_in_and_takes_it_back(
    arrives: Arrivals, portal: Portal, scripts: bool
) -> None:
    kari = arrives("kari", scripts=scripts)
    given(kari).opens(_wish(portal))
    then(kari).sees("The app can read, and change nothing.")
    when(kari).presses("Let the app in", status=422)
    then(kari).sees("Tick what the app may see, or choose not to let it in.")
    kari.page.locator('input[name="patient"]').first.check()
    kari.page.locator('input[name="groups"][value="documents"]').check()
    when(kari).presses("Let the app in")
    then(kari).is_at(LIST)
    then(kari).sees("Documents in the record")

    when(kari).presses("Take back", about="Prøvevenn")
    then(kari).sees("The app sees nothing more.")
    then(kari).sees_nothing_of("Prøvevenn")


def test_who_says_no_is_sent_back_and_nothing_is_shared(arrives: Arrivals, portal: Portal) -> None:
    ola = arrives("ola")
    given(ola).opens(_wish(portal))
    when(ola).presses("Do not let it in")
    then(ola).is_at(LIST)
    then(ola).sees("No apps see your record")
    when(ola).opens("/personvern/innstillinger/")
    when(ola).follows("Apps that see your record")
    then(ola).is_at(LIST)
