"""Owns how the sweep asks: everybody in a browser, every address, and what each asking left."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from access.actor import ActorKind
from access.codes import Action, Basis, Ground, Kind
from access.models import AccessEvent, AccessReview, StatedAttestation
from access.records import PatientRecord
from common import clock
from demo.cast.persons import persons
from tests.cast import DECLARED, World, canary
from tests.house import (  # noqa: F401 - they add to the table of routes
    intake_routes,
    ips_routes,
    measured_routes,
    result_routes,
    summary_routes,
)
from tests.house.routes import ANONYMOUS, CHOOSE_HAT, ROUTES, UNDECIDED, Answer, Case
from tests.house.sorts import OPEN
from tests.log_reading import events, rows_of

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def routes() -> Iterator[tuple[str, list[str]]]:
    """Every address of the portal: its name and the names of what stands in it."""

    def walk(patterns: Any, space: str = "") -> Iterator[tuple[str, list[str]]]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, each.namespace or space)
            elif isinstance(each, URLPattern):
                name = f"{space}:{each.name}" if space else str(each.name)
                yield name, list(each.pattern.converters)

    return walk(get_resolver().url_patterns)


PARTS = dict(routes())


def address(world: World, route: str, case: Case) -> str:
    known: dict[str, Any] = {
        "patient_id": world.patients.get(case.patient, uuid.UUID(int=7)),
        "document_id": world.documents.get(case.document, uuid.UUID(int=8)),
        "version_id": world.documents.get(case.document, uuid.UUID(int=8)),
        "filter_id": uuid.UUID(int=9),
        "alert_id": uuid.UUID(int=9),
        "subscription_id": uuid.UUID(int=9),
        "client_id": uuid.UUID(int=9),
        "setting_id": uuid.UUID(int=9),
        "row_id": uuid.UUID(int=9),
        "proposal_id": uuid.UUID(int=9),
        "task_id": world.tasks.get(case.task, uuid.UUID(int=9)),
        "event_id": _look_at(world, case.event)
        if case.event in world.patients
        else uuid.UUID(int=6),
        "review_id": _review_of(world, case.review)
        if case.review in world.patients
        else uuid.UUID(int=5),
        "item_id": uuid.UUID(int=9),
        **dict.fromkeys(("waiting_id", "report_id", "result_id"), uuid.UUID(int=9)),
        "service_id": "already-measured",
        "sort": "allergi",
        "category": "quick",
        "key": "hb",
        "secret": "x",
        "ticket": "x",
        "provider": "ukjent",
        "number": 1,
    }
    return reverse(route, kwargs={part: known[part] for part in PARTS[route]})


def _look_at(world: World, patient: str) -> uuid.UUID:
    """The id of an event long ago, in which somebody looked at the patient."""
    patient_id = world.patients[patient]
    event_id = uuid.uuid5(patient_id, "looked at")
    with rows_of(patient_id):
        if not AccessEvent.objects.filter(id=event_id).exists():
            row = AccessEvent(
                id=event_id,
                recorded_at=clock.now() - timedelta(days=500),
                patient_id=patient_id,
                kind=Kind.JOURNAL,
                action=Action.LIST,
                is_permitted=True,
                actor_kind=ActorKind.PRACTITIONER,
                actor_name="Ingrid Berg",
                legal_entity_id=world.roles["vik"].legal_entity_id,
            )
            AccessEvent.objects.bulk_create([row])
    return event_id


def _review_of(world: World, patient: str) -> uuid.UUID:
    """The id of the review of an opening long ago, at the hospital of Vik."""
    patient_id, role = world.patients[patient], world.roles["vik"]
    review_id, then = uuid.uuid5(patient_id, "reviewed"), clock.now() - timedelta(days=500)
    with rows_of(patient_id):
        if not AccessReview.ungated.filter(id=review_id).exists():
            stated = StatedAttestation.ungated.create(
                patient_id=patient_id,
                person_id=world.persons["berg"],
                role_id=world.roles["berg"].id,
                basis=Basis.EMERGENCY,
                toa=then,
                expires_at=then,
                content={"purpose_of_use_details": Ground.TREATING},
            )
            AccessReview.ungated.create(
                id=review_id,
                patient_id=patient_id,
                attestation=stated,
                owner_id=role.legal_entity_id,
                person_id=stated.person_id,
                basis=stated.basis,
                opened_at=then,
                due_on=then,
            )
    return review_id


def browser(world: World, persona: str) -> Client:
    """Somebody at the portal, with what came before: a hat, a child, an opened record."""
    if persona == ANONYMOUS:
        return Client(raise_request_exception=False)
    slug, _, more = persona.partition("-")
    if persona == UNDECIDED:
        client = world.sign_in("berg", failing=False)
        session = client.session
        del session["hat"]
        session.save()
        return client
    as_citizen = more == "citizen"
    client = world.sign_in(slug, as_citizen=as_citizen, failing=False)
    if more == "for-lise":
        client.post("/handle-for/", {"patient": world.patients["lise"]})
    if more == "inside":
        actor = world.attested(slug, "kari", None if slug == "berg" else DECLARED)
        session = client.session
        session["attestation"] = str(actor.attestation_id)
        session.save()
    return client


def patient_of(world: World, persona: str, case: Case) -> str:
    """The patient whom a request is about: the one in the address, or the citizen's own."""
    if case.patient:
        return case.patient
    own = {"kari-for-lise": "lise", "berg-citizen": "berg"}.get(persona, persona)
    return own if own in world.patients else ""


@dataclass(frozen=True)
class Trace:
    """What an ask left in the log, for each patient: how many permits and how many refusals."""

    permits: Counter[str]
    denials: Counter[str]


class Log:
    """Counts what is new since it was asked last."""

    def __init__(self, world: World) -> None:
        self._names = {patient_id: slug for slug, patient_id in world.patients.items()}
        self._since = clock.now()

    def news(self) -> Trace:
        new = events(*self._names, since=self._since)
        self._since = clock.now()
        names = [(self._names[e.patient_id], e.is_permitted) for e in new if e.patient_id]
        return Trace(
            Counter(name for name, permitted in names if permitted),
            Counter(name for name, permitted in names if not permitted),
        )


def told(world: World, body: bytes, persona: str) -> set[str]:
    """Whose data stands in a page: a text or title of their documents, or their name.

    One's own name and that of the child for whom one acts stand in the frame of every page, and
    those of health personnel in the directory.
    """
    text = body.decode(errors="replace")
    found = {
        name.split(" ")[0]
        for name in world.documents
        if canary(name) in text or canary(f"title {name}") in text
    }
    named = {slug for slug in world.patients if persons(clock.today())[slug].name in text}
    own = {persona.split("-")[0], *persona.split("-for-")[1:]}
    return found | (named - own - world.roles.keys())


@dataclass(frozen=True)
class Visit:
    """One page that somebody asked for, and what it left."""

    route: str
    case: Case
    path: str
    answer: Any
    trace: Trace
    shown: set[str]

    @property
    def found(self) -> Answer:
        """The status, or the page one is sent to."""
        return found(self.answer)

    def __str__(self) -> str:
        return f"{self.route} {self.case.patient} {self.case.document}: {self.found} {self.trace}"


@dataclass(frozen=True)
class Tour:
    """Everything that GET answers to somebody, asked once for all tests."""

    world: World
    persona: str
    visits: list[Visit]

    @classmethod
    def of(cls, world: World, persona: str) -> Tour:
        client, log = browser(world, persona), Log(world)
        visits = []
        for route, case in cases():
            path = address(world, route, case)
            answer = client.get(path)
            shown = told(world, answer.content, persona)
            visits.append(Visit(route, case, path, answer, log.news(), shown))
        return cls(world, persona, visits)


def found(answer: Any) -> Answer:
    return sent_to(answer) if answer.status_code == 302 else int(answer.status_code)


def plain(body: bytes, *variable: str) -> bytes:
    """The body without csrf tokens and without the address that was asked."""
    for text in variable:
        body = body.replace(text.encode(), b"")
    return _TOKEN.sub(b"", body)


def sent_to(response: Any) -> str:
    """The name of the page to which an answer leads."""
    return str(resolve(urlsplit(response["Location"]).path).view_name)


def refusal(persona: str, route: str) -> set[int | str]:
    if route == "fhirapi:api":
        return {401}  # A session is worth nothing there.
    if persona == ANONYMOUS and route not in OPEN:
        return {"portal:landing"}
    if persona == UNDECIDED and route not in OPEN and not route.startswith("signin:"):
        return {CHOOSE_HAT}
    return {403, 404, 405}


def cases() -> Iterator[tuple[str, Case]]:
    for route, found in ROUTES.items():
        for case in found:
            yield route, case


def fingerprint(world: World) -> dict[str, str]:
    """A check sum of every table of patient data, over the patients of the world.

    Without the log, and what readers leave behind by reading.
    """
    _review_of(world, "kari")  # Made when its address is asked for, if not before.
    models = [
        m for m in apps.get_models() if issubclass(m, PatientRecord) and not m.written_by_readers
    ]
    tables = [m._meta.db_table for m in models]
    tables += ["people_patient", "people_patientsource", "people_relatedperson"]
    found = {}
    with rows_of(*world.patients.values()), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")  # noqa: S608 - own names
            found[table] = str(cursor.fetchone()[0])
    return found
