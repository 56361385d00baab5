"""Kari's own app is an ordinary SMART client (`fhirclient`): it finds the way in by itself."""

from __future__ import annotations

from typing import Any

import pytest
from fhirclient import client as smart
from fhirclient.models.documentreference import DocumentReference
from fhirclient.models.observation import Observation
from fhirclient.server import FHIRPermissionDeniedException, FHIRUnauthorizedException

from fhirapi.smart.registering import NewApp
from fhirapi.systems.registering import register_app
from tests.journeys.portal import Portal
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

# Where the app gets people back: a page of the portal, for a journey opens nothing else.
BACK = "/hjelp/"
SCOPE = "offline_access patient/*.rs"


def _client(portal: Portal) -> smart.FHIRClient:
    """The app as its maker sets it up: its own id and the address of the API, and no more."""
    back = f"{portal.url}{BACK}"
    wanted = NewApp("Min journal", "Min journal AS", [back], ["launch/patient", *SCOPE.split()])
    app, _ = portal.ask(lambda: register_app(wanted))
    settings = {
        "app_id": app.client_id,
        "api_base": f"{portal.url}/fhir/R4",
        "redirect_uri": back,
        "scope": SCOPE,
    }
    return smart.FHIRClient(settings=settings)


def _lets_in(kari: Visitor, address: str) -> None:
    """What she does in her browser, until it is back at the app."""
    when(kari).opens(address)
    then(kari).sees("The app can read, and change nothing.")
    kari.page.locator('input[name="patient"]').first.check()
    for group in ("person", "documents"):
        kari.page.locator(f'input[name="groups"][value="{group}"]').check()
    when(kari).presses("Let the app in")
    then(kari).is_at(BACK)


def test_an_ordinary_client_goes_the_whole_way(arrives: Arrivals, portal: Portal) -> None:
    app = _client(portal)
    assert not app.prepare()
    kari = arrives()
    given(kari).signs_in("idporten", "kari")
    _lets_in(kari, app.authorize_url)
    app.handle_callback(kari.page.url)
    assert app.ready
    assert app.patient_id == str(portal.patient_id("kari"))
    assert app.patient.name[0].given[0] == portal.person("kari").given
    documents = DocumentReference.where({"patient": app.patient_id, "_count": "3"})
    first = next(documents.perform_iter(app.server))
    everything = list(documents.perform_resources_iter(app.server))
    assert len(first.entry) == 3
    assert len({each.id for each in everything}) == len(everything) > 3
    assert DocumentReference.read(everything[0].id, app.server).id == everything[0].id
    with pytest.raises(FHIRPermissionDeniedException):
        next(Observation.where({"patient": app.patient_id}).perform_iter(app.server))

    former = smart.FHIRClient(state=app.state)
    assert app.reauthorize()
    assert _first_page(app).entry
    with pytest.raises(FHIRUnauthorizedException):
        _first_page(former)

    when(kari).opens("/personvern/apper/")
    when(kari).presses("Take back", about="Min journal")
    with pytest.raises(FHIRUnauthorizedException):
        _first_page(app)


def _first_page(app: smart.FHIRClient) -> Any:
    return next(DocumentReference.where({"_count": "1"}).perform_iter(app.server))
