"""Owns how tests carry out an interaction of the API without HTTP: who calls, and what is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from access.actor import Actor
from access.codes import Kind
from fhirapi import interactions
from fhirapi.callers import Caller
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal, outcome
from tests.cast import SOURCE, World

BASE = "http://testserver/fhir/R4"
ALL_KINDS = frozenset(Kind) - {Kind.SETTINGS, Kind.REPRESENTATION, Kind.REVIEW, Kind.TASK, Kind.LOG}


def caller(world: World, who: str, *, scopes: str = "") -> Caller:
    """A name of the cast, and for which patient if not the own: `kari`, `kari-for-lise`,
    `berg-for-kari` (with an attestation), `berg` (with none), `system` (the cast's own sender) or
    `stranger` (another sender)."""
    if who in {"system", "stranger"}:
        return system(world, who, scopes=scopes)
    slug, _, patient = who.partition("-for-")
    if slug in world.roles:
        actor = world.attested(slug, patient) if patient else world.worker(slug)
        context = world.patients[patient] if patient else None
    else:
        actor, context = world.citizen(slug), world.patients[patient or slug]
    given = frozenset(scopes.split() or ["patient/*.cruds", "user/*.cruds"])
    return Caller(actor, f"app-of-{slug}", "", context, given)


def system(
    world: World,
    who: str = "system",
    *,
    kinds: frozenset[Kind] = ALL_KINDS,
    scopes: str = "",
) -> Caller:
    """A system of Berg's hospital (`system`) or of Dahl's (`stranger`), registered for `kinds`."""
    role = world.roles["berg" if who == "system" else "dahl"]
    source = SOURCE if who == "system" else "urn:oid:2.16.578.1.12.4.1.4.101.999999999"
    actor = Actor.client(who, role.legal_entity_id, kinds, source=source, name=f"The {who}")
    given = frozenset(scopes.split() or ["system/*.cruds"])
    return Caller(actor, who, source, None, given)


def call(
    world: World,
    who: str | Caller,
    method: str,
    path: str,
    *,
    body: Any = None,
    form: str = "",
    pairs: Sequence[tuple[str, str]] = (),
    **headers: str,
) -> Answer:
    """The answer, whether it is done or refused. `path` is below the base and may have a query,
    `body` a resource or its text, `form` what a POST to _search has; headers as `if_match=...`."""
    url = urlsplit(path)
    asked = Call(
        caller=caller(world, who) if isinstance(who, str) else who,
        method=method,
        parts=[part for part in url.path.split("/") if part],
        query=[*parse_qsl(f"{url.query}&{form}", keep_blank_values=True), *pairs],
        headers=_headers(headers),
        base=BASE,
        body=body if isinstance(body, str) else "" if body is None else json.dumps(body),
    )
    try:
        return interactions.perform(asked)
    except Refusal as refused:
        return Answer(refused.status, outcome(refused.issues), refused.headers)


def resource(answer: Answer) -> dict[str, Any]:
    """What was answered, parsed."""
    found: dict[str, Any] = json.loads(answer.text)
    return found


def words(answer: Answer) -> str:
    """What an OperationOutcome says, in one line."""
    return "; ".join(str(each.get("diagnostics")) for each in resource(answer)["issue"])


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-").lower(): value for name, value in given.items()}
