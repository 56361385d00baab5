"""Owns the type Subscription over FHIR: what is taken and refused, and whose it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.subscription import Subscription as Legal

from access.codes import Kind
from fhirapi import capabilities
from fhirapi.callers import Caller
from fhirapi.subscriptions import endpoints, telling
from fhirapi.subscriptions.codes import Cause, Status
from fhirapi.subscriptions.models import Notice, Subscription
from fhirapi.subscriptions.wanted import CONTENT, FILTER, HEARTBEAT
from tests.cast import World
from tests.fhirapi import subscribing
from tests.fhirapi.calling import BASE, call, resource, words
from tests.fhirapi.receiver import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
URL = "https://ehr.example.no/news"
Change = Callable[[dict[str, Any]], Any]


def made(world: World, **more: Any) -> Subscription:
    return subscribing.subscribe(world, URL, **more)


def who(world: World, scopes: str = "system/*.cruds") -> Any:
    return subscribing.caller(subscribing.client(world), scopes)


def filters(*texts: str) -> Change:
    value = {"extension": [{"url": FILTER, "valueString": each} for each in texts]}
    return lambda each: each.update(_criteria=value)


def channel(**values: Any) -> Change:
    return lambda each: each["channel"].update(values)


REFUSED: dict[str, tuple[Change, str]] = {
    "full resource": (
        channel(_payload={"extension": [{"url": CONTENT, "valueCode": "full-resource"}]}),
        "channel.payload.extension",
    ),
    "no content": (lambda each: each["channel"].pop("_payload"), "channel.payload.extension"),
    "xml": (channel(payload="application/fhir+xml"), "channel.payload"),
    "websocket": (channel(type="websocket"), "channel.type"),
    "header": (channel(header=["Authorization: Bearer x"]), "channel.header"),
    "no address": (lambda each: each["channel"].pop("endpoint"), "channel.endpoint"),
    "topic": (lambda each: each.update(criteria=f"{BASE}/SubscriptionTopic/x"), "criteria"),
    "query": (lambda each: each.update(criteria="Observation?code=1"), "criteria"),
    "status": (lambda each: each.update(status="active"), "status"),
    "over": (lambda each: each.update(end="2020-01-01T00:00:00Z"), "end"),
    "heartbeat": (
        channel(extension=[{"url": HEARTBEAT, "valueUnsignedInt": 1}]),
        "channel.extension",
    ),
    "other type": (filters("Condition?code=1"), "criteria.extension[0].value"),
    "no search": (filters("Observation?code=1", "Observation?nonsense=1"), "criteria.extension[1]"),
    "sorted": (filters("Observation?code=1&_sort=date"), "criteria.extension[0]"),
    "chained": (filters("Observation?subject:Patient.name=a"), "criteria.extension[0]"),
    "number": (filters("Observation?patient=13116900216"), "criteria.extension[0]"),
    "two patients": (filters("Observation?patient=Patient/1,Patient/2"), "criteria.extension[0]"),
    "too many": (filters(*["Observation?code=1"] * 6), "criteria.extension"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_served_is_refused_with_its_place(world: World, what: str) -> None:
    change, place = REFUSED[what]
    endpoints.register(subscribing.client(world), URL)
    body = subscribing.asked(URL)
    change(body)
    answer = call(world, who(world), "POST", "Subscription", body=body)
    assert answer.status == 422, answer.text
    assert any(
        place in expression
        for each in resource(answer)["issue"]
        for expression in each.get("expression", [])
    ), answer.text


@pytest.mark.attack(45)
@pytest.mark.parametrize(
    "text",
    [
        *("value-quantity=NaN", "value-quantity=gt1|mg", "value-quantity=1e999999"),
        *("date=yesterday", "date=ge2026-13-01", "_lastUpdated=2026-02-30", "_id=17"),
        *("code=a|b|c", "status:missing=maybe", "encounter:Encounter=", "code:above=1"),
    ],
)
def test_a_filter_with_a_value_that_is_none_is_refused_in_words(world: World, text: str) -> None:
    endpoints.register(subscribing.client(world), URL)
    body = subscribing.asked(URL, "Observation?code=1", f"Observation?{text}")
    answer = call(world, who(world), "POST", "Subscription", body=body)
    assert answer.status == 422, answer.text
    (issue,) = resource(answer)["issue"]
    assert issue["expression"] == ["Subscription.criteria.extension[1].value"]
    assert len(issue["diagnostics"].split()) > 3
    assert not Subscription.objects.exists()


def test_filters_of_every_sort_are_taken(world: World) -> None:
    texts = ("value-quantity=gt1.5|http://unitsofmeasure.org|g/dL", "date=ge2026", f"_id={uuid4()}")
    more = ("code:not=http://loinc.org|1,2", "encounter:missing=true")
    found = subscribing.subscribe(world, URL, *(f"Observation?{each}" for each in (*texts, *more)))
    assert found.status == Status.REQUESTED


def test_it_comes_back_as_it_was_sent_with_where_it_stands(world: World) -> None:
    found = made(world)
    answer = call(world, who(world), "GET", f"Subscription/{found.id}")
    value = resource(answer)
    Legal.model_validate(value)
    sent = subscribing.asked(URL)
    assert {key: value[key] for key in sent} == sent
    assert value["meta"]["versionId"] == "1"
    assert answer.headers["ETag"] == 'W/"1"'


def test_search_gives_the_own_ones(world: World) -> None:
    first, second = made(world), made(world, topic="Condition")
    bundle = resource(call(world, who(world), "GET", "Subscription?status=requested"))
    Bundle.model_validate(bundle)
    ids = [each["resource"]["id"] for each in bundle["entry"]]
    assert ids == [str(first.id), str(second.id)]
    topic = subscribing.topic("Condition")
    bundle = resource(
        call(world, who(world), "POST", "Subscription/_search", form=f"criteria={topic}")
    )
    assert [each["resource"]["id"] for each in bundle["entry"]] == [str(second.id)]
    assert resource(call(world, who(world), "GET", "Subscription?status=off"))["total"] == 0


def test_where_all_stand_in_one_answer(world: World) -> None:
    first, second = made(world), made(world)
    bundle = resource(call(world, who(world), "GET", f"Subscription/$status?id={first.id}"))
    Bundle.model_validate(bundle)
    assert bundle["total"] == 1
    body = {"resourceType": "Parameters", "parameter": [{"name": "status", "valueCode": "off"}]}
    found = resource(call(world, who(world), "POST", "Subscription/$status", body=body))
    assert found["total"] == 0
    one = resource(call(world, who(world), "GET", f"Subscription/{second.id}/$status"))
    parameters = one["entry"][0]["resource"]["parameter"]
    assert {"name": "type", "valueCode": "query-status"} in parameters
    assert {"name": "events-since-subscription-start", "valueString": "0"} in parameters


def test_an_update_asks_for_it_anew_and_off_switches_it_off(
    world: World, listener: Receiver
) -> None:
    found = subscribing.active(world, listener)
    value = resource(call(world, who(world), "GET", f"Subscription/{found.id}"))
    assert value["status"] == "active"
    stale = call(world, who(world), "PUT", f"Subscription/{found.id}", body=value, if_match='W/"7"')
    assert stale.status == 412
    answer = call(world, who(world), "PUT", f"Subscription/{found.id}", body=value)
    assert (answer.status, resource(answer)["status"]) == (200, "requested")
    subscribing.deliver()
    assert [each.kind for each in listener.got] == ["handshake"] * 2

    subscribing.observe(world)
    off = call(
        world, who(world), "PUT", f"Subscription/{found.id}", body={**value, "status": "off"}
    )
    assert resource(off)["status"] == "off"
    subscribing.deliver()
    assert not listener.news()
    assert subscribing.stands(found).cause == Cause.WITHDRAWN


def test_a_deleted_one_is_gone_and_told_nothing(world: World, listener: Receiver) -> None:
    found = subscribing.active(world, listener)
    assert call(world, who(world), "DELETE", f"Subscription/{found.id}").status == 204
    subscribing.observe(world)
    subscribing.deliver()
    assert not listener.news()
    assert not Notice.objects.exists()
    for method in ("GET", "DELETE"):
        assert call(world, who(world), method, f"Subscription/{found.id}").status == 404


@pytest.mark.attack(1)
def test_nobody_else_reaches_it(world: World) -> None:
    found = made(world)
    other = subscribing.caller(subscribing.client(world, name="another"))
    paths = [f"Subscription/{found.id}{each}" for each in ("", "/$status", "/$events")]
    askers: list[tuple[str | Caller, int]] = [(other, 404), ("system", 403), ("kari", 403)]
    for asker, status in [*askers, ("berg-for-kari", 403)]:
        for path in paths:
            assert call(world, asker, "GET", path).status == status
        body = {**subscribing.asked(URL), "id": str(found.id)}
        assert call(world, asker, "PUT", paths[0], body=body).status in {status, 422}
        assert call(world, asker, "DELETE", paths[0]).status == status
    assert resource(call(world, other, "GET", "Subscription"))["total"] == 0
    assert subscribing.stands(found).status == Status.REQUESTED


@pytest.mark.attack(20)
def test_scopes_and_registered_kinds_count(world: World) -> None:
    client = subscribing.client(world)
    endpoints.register(client, URL)
    body = subscribing.asked(URL)
    for scopes in ("system/Observation.rs", "system/Subscription.cruds"):
        assert call(world, who(world, scopes), "POST", "Subscription", body=body).status == 403
    client.kinds = [Kind.SUMMARY]
    client.save()
    assert call(world, subscribing.caller(client), "POST", "Subscription", body=body).status == 403


@pytest.mark.attack(20)
def test_news_is_for_who_may_read_what_it_is_about(world: World, listener: Receiver) -> None:
    found = subscribing.active(world, listener)
    own_id, path = subscribing.observe(world), f"Subscription/{found.id}/$events"
    narrow = call(world, who(world, "system/Subscription.rs"), "GET", path)
    assert narrow.status == 403
    assert str(own_id) not in narrow.text
    both = who(world, "system/Subscription.rs system/Observation.rs")
    assert str(own_id) in call(world, both, "GET", path).text


def test_what_is_deleted_while_its_events_are_asked_for_is_gone(
    world: World, listener: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, allowed = subscribing.active(world, listener), telling._allowed
    subscribing.observe(world)

    def meanwhile(*what: Any, **more: Any) -> Any:
        call(world, who(world), "DELETE", f"Subscription/{found.id}")
        return allowed(*what, **more)

    monkeypatch.setattr(telling, "_allowed", meanwhile)
    assert call(world, who(world), "GET", f"Subscription/{found.id}/$events").status == 404


def test_a_client_has_so_many_and_no_more(world: World, settings: LazySettings) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscriptions": 1}
    made(world)
    answer = call(world, who(world), "POST", "Subscription", body=subscribing.asked(URL))
    assert answer.status == 422
    assert "at most 1" in words(answer)


@pytest.mark.attack(45)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_none_is_larger_than_many_can_be_answered_with(
    world: World, settings: LazySettings, method: str
) -> None:
    """All of a client's come in one answer, and many such answers in one batch."""
    found = made(world)
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_signs": 2_000}
    body = {**subscribing.asked(URL), "id": str(found.id), "reason": "x" * 2_000}
    path = f"Subscription/{found.id}" if method == "PUT" else "Subscription"
    answer = call(world, who(world), method, path, body=body)
    assert answer.status == 422
    assert "at most 2,000 signs" in words(answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("PATCH", "Subscription/1", 405), ("GET", "Subscription/1/_history", 404)),
        *(("GET", "Subscription/$nonsense", 404), ("POST", "Subscription/$validate", 404)),
        *(("GET", "Subscription?nonsense=1", 200), ("POST", "Subscription", 400)),
    ],
)
def test_other_addresses(world: World, method: str, path: str, status: int) -> None:
    assert call(world, who(world), method, path).status == status


@pytest.mark.parametrize("text", ["-1", "x", "9" * 40, "\u0664"])
def test_numbers_that_are_none(world: World, text: str) -> None:
    path = f"Subscription/{made(world).id}/$events"
    answer = call(world, who(world), "GET", path, pairs=[("eventsSinceNumber", text)])
    assert answer.status == 400


def test_the_statement_names_the_topics_and_operations() -> None:
    (rest,) = json.loads(capabilities.answer(BASE).text)["rest"]
    (told,) = [each for each in rest["resource"] if each["type"] == "Subscription"]
    topics = {each["valueCanonical"] for each in told["extension"]}
    assert subscribing.topic() in topics
    assert subscribing.topic("DocumentReference") in topics
    assert not any("Patient" in each or "AuditEvent" in each for each in topics)
    assert {each["name"] for each in told["operation"]} == {"status", "events"}
