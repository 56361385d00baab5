"""Owns that no request breaks the API: made at random from what the CapabilityStatement says."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from fhirapi import capabilities
from fhirapi.calls import Answer
from fhirapi.negotiation import FHIR_JSON, JSON_PATCH
from tests.cast import World
from tests.fhirapi import samples
from tests.fhirapi.calling import BASE, call, caller

pytestmark = pytest.mark.django_db
EXAMPLES = 60
PERSONAS = ("kari", "system", "berg-for-kari")

_WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *("", "0", "-1", "1e999", "2026", "ge2026-02-30", "sa2026-01-01T00:00:00Z", "ap9999"),
            *("|", "a|b", "|b|c", "http://loinc.org|718-7", "1.50|http://unitsofmeasure.org|g"),
            *("Patient/1", "_history", "$everything", "%", "\\,", "a,b,c", "true", "W/", "*", "'"),
            *("Patient:x", "Observation:subject", "-date,_id", "urn:uuid:1", "[]", "{}"),
            *("\U0001f600", "\u0130\u0131\u00df", "a" * 300),
        ]
    ),
)
_MODIFIERS = ("", "", "", ":not", ":missing", ":exact", ":contains", ":Patient", ":x", ".name")
_PARAMETERS = (
    *("_id", "_lastUpdated", "_tag", "_security", "_sort", "_count", "_include", "_revinclude"),
    *("_has:Observation:subject:code", "_total", "_summary", "_elements", "_page", "_since"),
    *("_format", "_before", "patient", "subject", "identifier", "nonsense"),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=6,
)
HEADERS = ("if_match", "if_none_match", "if_modified_since", "if_none_exist", "prefer", "accept")


def _types() -> dict[str, Any]:
    (rest,) = json.loads(capabilities.answer(BASE).text)["rest"]
    return {each["type"]: each for each in rest["resource"]}


@st.composite
def requests(draw: st.DrawFn, world: World) -> tuple[str, str, dict[str, Any]]:
    """A method, an address with a query, and what is sent: legal as often as not."""
    types = _types()
    name = draw(st.sampled_from(sorted(types)))
    known = [samples.row_id(world, name, "kari"), world.patients["kari"], uuid.UUID(int=7)]
    own_id = draw(st.sampled_from([str(each) for each in known]) | _WORDS)
    tail = draw(
        st.sampled_from(
            [
                *("", "/_search", "/_history", "/$validate", f"/{own_id}", f"/{own_id}/_history"),
                *(f"/{own_id}/_history/1", f"/{own_id}/_history/{own_id}"),
                f"/{own_id}/$everything",
            ]
        )
    )
    method = draw(st.sampled_from(["GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE"]))
    told = [each["name"] for each in types[name].get("searchParam", [])]
    names = st.sampled_from([*told, *_PARAMETERS])
    keys = st.builds("{}{}".format, names, st.sampled_from(_MODIFIERS))
    pairs = draw(st.lists(st.tuples(keys, _WORDS), max_size=4))
    pairs += draw(st.sampled_from([[], [("patient", str(world.patients["kari"]))]]))
    headers = draw(st.dictionaries(st.sampled_from(HEADERS), _WORDS, max_size=2))
    resource = _resource(draw, world, name)
    if draw(st.integers(0, 5)) == 0:
        return "POST", "", {"query": [], "body": _bundle(draw, resource, name), **headers}
    step = draw(st.sampled_from(["add", "remove", "replace", "x"]))
    change = [{"op": step, "path": draw(_WORDS | st.just("/language")), "value": draw(_JSON)}]
    body = draw(st.sampled_from([resource, resource, change]) | _JSON)
    return method, f"{name}{tail}", {"query": pairs, "body": body, **headers}


def _resource(draw: st.DrawFn, world: World, name: str) -> Any:
    """A sample of the type about Kari; often with something in it changed."""
    whole = samples.of(name, "kari") if name in SAMPLED else {"resourceType": name}
    patient = {"reference": f"Patient/{world.patients['kari']}"}
    whole = {**whole, **{key: patient for key in ("subject", "patient") if key in whole}}
    member = draw(st.sampled_from([*whole, "x", "contained", "meta", "extension"]))
    return draw(st.sampled_from([whole, {**whole, member: draw(_JSON)}]))


def _bundle(draw: st.DrawFn, resource: Any, name: str) -> Any:
    method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "x"]))
    url = draw(st.sampled_from([name, f"{name}/1", f"{name}?code=a"]) | _WORDS)
    entry = {
        "fullUrl": draw(_WORDS),
        "resource": resource,
        "request": {"method": method, "url": url},
    }
    kind = draw(st.sampled_from(["batch", "transaction", "searchset"]))
    return {"resourceType": "Bundle", "type": kind, "entry": draw(st.just([entry]) | _JSON)}


SAMPLED = {each["resourceType"] for each in samples.all_about("kari")}


@pytest.fixture(scope="module")
def sampled(world: World, django_db_blocker: DjangoDbBlocker) -> World:
    with django_db_blocker.unblock():
        samples.put_in_world(world)
    return world


@pytest.mark.attack(46)
@pytest.mark.parametrize("persona", PERSONAS)
def test_no_request_breaks_anything(sampled: World, persona: str) -> None:
    asker = caller(sampled, persona)

    @given(requests(sampled))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def ask(asked: tuple[str, str, dict[str, Any]]) -> None:
        method, path, more = asked
        answer = _answer(sampled, asker, method, path, dict(more))
        # What goes wrong inside is an exception here, and 500 for who asks.
        assert answer.status < 500, answer.text
        if answer.text:
            assert json.loads(answer.text)["resourceType"]

    ask()


def _answer(world: World, asker: Any, method: str, path: str, more: dict[str, Any]) -> Answer:
    query = more.pop("query")
    body = json.dumps(more.pop("body"))
    more["content_type"] = JSON_PATCH if method == "PATCH" else FHIR_JSON
    return call(world, asker, method, path, body=body, pairs=query, **more)
