"""Rows of the attack list asked of the API, where no other test of it is nearer to them."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from fhirapi import callers, cutting, limits, linking
from fhirapi.models import App
from fhirapi.outcomes import Refusal
from tests.cast import World
from tests.fhirapi import asking_in
from tests.fhirapi.calling import call, caller, resource
from tests.fhirapi.sending import bundle, created, entry, observation, place, put

pytestmark = pytest.mark.django_db
PATIENCE = 10  # Seconds, for what takes longer than the sun has if every way to read is tried.


@pytest.mark.attack(3)
def test_a_version_is_one_of_its_own_resource_only(world: World) -> None:
    one, other = created(world), created(world)
    for value in (one, other):
        assert put(world, {**value, "status": "amended"}, if_match='W/"1"').status == 200
    path = f"Observation/{one['id']}/_history"
    _, former = resource(call(world, "kari", "GET", path))["entry"]
    name = former["resource"]["meta"]["versionId"]
    assert call(world, "kari", "GET", f"{path}/{name}").status == 200
    answer = call(world, "kari", "GET", f"Observation/{other['id']}/_history/{name}")
    assert answer.status == 404


@pytest.mark.attack(3)
def test_an_address_and_what_is_sent_to_it_name_the_same_resource(world: World) -> None:
    own, others = created(world), created(world, observation(world, "ola"))
    path = f"Observation/{own['id']}"
    answer = call(world, "system", "PUT", path, body=others, if_match='W/"1"')
    assert (answer.status, place(answer)) == (400, "Observation.id")
    in_bundle = bundle(entry("PUT", path, others, ifMatch='W/"1"'))
    assert call(world, "system", "POST", "", body=in_bundle).status == 400
    for value in (own, others):
        answer = call(world, "system", "GET", f"Observation/{value['id']}")
        assert answer.headers["ETag"] == 'W/"1"'


@pytest.mark.attack(27)
@pytest.mark.parametrize("algorithm", ["RS256", "HS256"])
def test_no_signed_word_stands_for_the_secret_of_an_app(world: World, algorithm: str) -> None:
    """So none can be used again, be too old, or be meant for another server."""
    secret = "a secret that is long enough for a key"
    asking_in.app(client_type=App.CLIENT_CONFIDENTIAL, client_secret=secret)
    kari = world.sign_in("kari", as_citizen=True)
    code = asking_in.let_in(kari, world.patients["kari"])["code"]
    claims = {"iss": "friend", "sub": "friend", "aud": asking_in.TOKEN, "jti": "1"}
    is_own = algorithm == "HS256"
    key: Any = OctKey.import_key(secret) if is_own else RSAKey.generate_key(2048)
    found = asking_in.exchange(
        code,
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion=jwt.encode({"alg": algorithm}, claims, key),
    )
    assert found.status_code == 401
    assert asking_in.exchange(code, client_secret=secret).status_code == 200


@pytest.fixture
def canary() -> Iterator[tuple[str, Callable[[], bool]]]:
    """An address on this machine, and whether somebody has called there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        def is_called() -> bool:
            try:
                server.accept()[0].close()
            except BlockingIOError:
                return False
            return True

        yield f"http://127.0.0.1:{server.getsockname()[1]}", is_called


@pytest.mark.attack(40)
def test_no_address_in_a_resource_is_called(
    world: World, canary: tuple[str, Callable[[], bool]]
) -> None:
    url, is_called = canary
    text = observation(world).replace(
        '"status"',
        f'"meta": {{"profile": ["{url}/profile"], "source": "{url}/source"}},'
        f' "implicitRules": "{url}/rules",'
        f' "hasMember": [{{"reference": "{url}/Observation/1"}}],'
        f' "derivedFrom": [{{"reference": "{url}/Observation/2?a=b"}}],'
        f' "identifier": [{{"system": "{url}/system", "value": "1"}}], "status"',
    )
    value = created(world, text)
    patient = world.patients["kari"]
    picture = {"contentType": "image/png", "url": f"{url}/picture.png"}
    person = {"resourceType": "Patient", "name": [{"family": "Ny"}], "photo": [picture]}
    for method, path, body in (
        ("GET", f"Observation/{value['id']}", None),
        ("GET", f"Observation?patient={patient}&_include=Observation:has-member", None),
        ("GET", f"Observation?patient={patient}&has-member={url}/Observation/1", None),
        ("GET", f"Patient/{patient}/$everything", None),
        ("POST", "Observation/$validate", text),
        ("POST", "", bundle(entry("POST", "Observation", text, f"{url}/Observation/3"))),
        ("POST", "Patient", person),
    ):
        assert call(world, "system", method, path, body=body).status in {200, 201}, path
        assert not is_called(), path
    call(world, "system", "POST", f"Observation/$validate?profile={url}/profile", body=text)
    assert not is_called()


@contextmanager
def at_once() -> Iterator[None]:
    """What goes on and on is ended, and fails."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("every way of reading it is tried")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


HOSTILE = {
    "open string": '{"a": "' + "a" * 200_000 + "\\",
    "quotes": '"' + 'a\\"' * 100_000,
    "backslashes": '{"a": "' + "\\" * 200_000,
    "half pairs": "\\ud800" * 50_000,
    "digits": "1 " * 100_000 + "." * 100_000,
    "references": '"reference" : "' * 20_000 + " " * 100_000,
    "links": 'href=\\"' + "\\" * 100_000 + "a" * 100_000,
}


@pytest.mark.attack(42)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_tries_every_way_to_read_a_text(name: str) -> None:
    text = HOSTILE[name]
    with at_once():
        with suppress(Refusal):
            limits.check_json(text)
        limits.names_somebody(text)
        linking._linked(text.replace('\\"', "'"), {"a": "Patient/1"})
        linking.links_of({f"http://{text}": "Patient/1"})
        cutting.with_references(text, lambda reference: None)


BOMB = "(1 | 2).repeat($this + 1).matches('^(a+)+$')"


@pytest.mark.attack(43)
def test_no_expression_that_somebody_sends_is_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FHIRPath comes in a patch of FHIR's own kind, which is not taken."""
    monkeypatch.setattr(callers, "of", lambda request: caller(world, "system"))
    value = created(world)
    patch = {
        "resourceType": "Parameters",
        "parameter": [
            {
                "name": "operation",
                "part": [
                    {"name": "type", "valueCode": "delete"},
                    {"name": "path", "valueString": BOMB},
                ],
            }
        ],
    }
    answer = Client().generic(
        "PATCH",
        f"/fhir/R4/Observation/{value['id']}",
        json.dumps(patch),
        "application/fhir+json",
        headers={"if-match": 'W/"1"'},
    )
    assert answer.status_code == 415
    with at_once():
        query = f"Observation?patient={world.patients['kari']}&_filter={BOMB}&_fhirpath={BOMB}"
        strict = call(world, "system", "GET", query, prefer="handling=strict")
    assert strict.status == 400
