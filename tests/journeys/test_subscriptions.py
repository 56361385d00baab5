"""Lie proposes where a system may be told, and Moe approves. When nothing gets through, Lie sends
again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from common import clock
from demo.cast.persons import persons
from fhirapi.models import ApiClient
from fhirapi.subscriptions import endpoints
from fhirapi.subscriptions.codes import Cause, Payload, State, Status
from fhirapi.subscriptions.models import Notice, Subscription
from people import directory, identity
from tests.journeys.portal import Portal
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

WHY = "Adressen er bekreftet av legesenteret."
URL = "https://ehr.example.no/news"


def registered(portal: Portal, client_id: uuid.UUID) -> Callable[[], None]:
    """A system of the place where Berg works."""

    def register() -> None:
        person = identity.person_for(persons(portal.today)["berg"].national_id)
        role = directory.current_roles(person.id, portal.today)[0]
        ApiClient.objects.create(
            id=client_id,
            client_id=f"journey-{client_id}",
            organization_id=role.legal_entity_id,
            name="Legesenterets journal",
            kinds=["results"],
            registered_at=clock.now(),
        )

    return register


def stopped(client_id: uuid.UUID) -> None:
    """The system has subscribed there, and answers with a fault."""
    client, now = ApiClient.objects.get(id=client_id), clock.now()
    endpoint = endpoints.with_url(client, URL)
    assert endpoint
    subscription = Subscription.objects.create(
        client=client,
        endpoint=endpoint,
        source="urn:oid:1.2.3",
        resource_type="Observation",
        payload=Payload.ID_ONLY,
        timeout_seconds=10,
        most=20,
        text="{}",
        created_at=now,
        changed_at=now,
        due_at=now,
        status=Status.ERROR,
        status_at=now,
        cause=Cause.ANSWER,
        answered=503,
        last_number=1,
    )
    Notice.objects.create(
        subscription=subscription,
        state=State.DEAD,
        number=1,
        happened_at=now,
        settled_at=now,
        attempts=16,
        cause=Cause.ANSWER,
        answered=503,
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_lie_mends_what_a_system_is_told(arrives: Arrivals, portal: Portal, scripts: bool) -> None:
    client_id = uuid.uuid4()
    portal.ask(registered(portal, client_id))
    lie = arrives("lie", scripts=scripts)
    given(lie).opens(f"/systemer/{client_id}/endepunkter/")
    then(lie).sees_heading("Where the system may be told")
    then(lie).sees("No address is registered")
    when(lie).types("Web address", "http://ehr.example.no/")
    when(lie).types("Why?", WHY)
    when(lie).presses("Send the proposal", status=422)
    then(lie).sees("The address must begin with https://.")
    when(lie).types("Web address", URL)
    when(lie).types("Secret", "Bearer et-langt-ord")
    when(lie).presses("Send the proposal")
    then(lie).sees("You have proposed this. Another administrator must approve it.")
    moe = arrives("moe", scripts=scripts)
    given(moe).opens(lie.page.url)
    when(moe).presses("Approve")
    then(moe).sees_heading("Where the system may be told")
    portal.ask(lambda: stopped(client_id))
    when(lie).opens("/systemer/abonnementer/?vis=fault")
    then(lie).sees_heading("What systems are told")
    link = lie.page.locator(".dis-row__title a").filter(has_text="Legesenterets journal").first
    when(lie).opens(str(link.get_attribute("href")))
    then(lie).sees("Nothing gets through")
    when(lie).presses("Send again")
    then(lie).sees("The system is asked now whether it listens. Then all is sent that waits.")
    when(lie).presses("Switch off")
    then(lie).sees("The subscription is switched off. The system has to ask anew.")
    then(lie).sees_no_national_id()
