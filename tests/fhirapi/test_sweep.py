"""Owns who gets what over FHIR: every type, every interaction, own and others' ids. What is not in
the table is refused, a type without a row turns the build red, and every asking is one event."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from access import log
from access.models import AccessEvent
from common.inserting import insert
from common.rest import Interaction
from fhirapi import registry
from fhirapi.callers import Caller
from fhirapi.calls import Answer
from fhirapi.negotiation import JSON_PATCH
from tests.cast import World
from tests.fhirapi import samples
from tests.fhirapi.calling import call, caller
from tests.house import sweeping

pytestmark = pytest.mark.django_db

PERSONAS = (
    *("kari", "kari-for-lise", "ola", "berg-for-kari", "berg", "dahl", "lie"),
    *("system", "stranger"),
)
# Those who have not sent what there is, each refused for another reason.
STRANGERS = ("kari", "kari-for-lise", "berg-for-kari", "lie", "stranger")
OWNERS = ("kari", "ola", "nobody")
Asks = Callable[[World, str, uuid.UUID, str], Iterator[tuple[str, str, dict[str, Any]]]]
_CHANGE = [{"op": "add", "path": "/language", "value": "nb"}]


@dataclass(frozen=True)
class Row:
    """Who reads what is about Kari, and what is about Ola. `is_open` is for the directory, which
    is about no patient, `is_born_here` for what nobody sends."""

    kari: tuple[str, ...] = ("kari", "berg-for-kari", "system")
    ola: tuple[str, ...] = ("ola", "system")
    is_open: bool = False
    is_born_here: bool = False

    def shows(self, persona: str, owner: str) -> bool:
        if owner == "nobody":
            return False
        if self.is_open:
            return True
        return persona in (self.kari if owner == "kari" else self.ola)


DIRECTORY = Row(is_open=True)
OWN = Row(kari=("kari",), ola=("ola",), is_born_here=True)
ROWS: dict[str, Row] = {
    "Patient": Row(),
    "RelatedPerson": Row(),
    "Organization": DIRECTORY,
    "Practitioner": DIRECTORY,
    "PractitionerRole": DIRECTORY,
    "DocumentReference": Row(),
    "Binary": Row(),
    "Encounter": Row(),
    "EpisodeOfCare": Row(),
    "CareTeam": Row(),
    "Observation": Row(),
    "DiagnosticReport": Row(),
    "ServiceRequest": Row(),
    "Specimen": Row(),
    "Condition": Row(),
    "AllergyIntolerance": Row(),
    "Flag": Row(),
    "MedicationRequest": Row(),
    "MedicationStatement": Row(),
    "Immunization": Row(),
    "Procedure": Row(),
    "Composition": Row(),
    "Appointment": Row(),
    "AuditEvent": OWN,
    "List": Row(ola=("ola",), is_born_here=True),
    "Consent": Row(),
    # What citizens have closed has the name of what is sent about treatment.
    "Choice": OWN,
}
SERVED_AS = {"Choice": "Consent"}
ABOUT = {"Consent": "&scope=adr", "Choice": "&scope=patient-privacy"}


@pytest.fixture(scope="module")
def sampled(world: World, django_db_blocker: DjangoDbBlocker) -> World:
    """The world with a resource of every type about Kari and about Ola."""
    with django_db_blocker.unblock():
        samples.put_in_world(world)
    return world


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[AccessEvent]:
    """Every event that is written, those too that are about nobody."""
    kept: list[AccessEvent] = []

    def keep(rows: Any) -> None:
        kept.extend(row for row in rows if isinstance(row, AccessEvent))
        insert(rows)

    monkeypatch.setattr(log, "insert", keep)
    return kept


@dataclass(frozen=True)
class Visit:
    """One asking: whose it is, what came, and the events that it left."""

    name: str
    persona: str
    owner: str
    asked: str
    answer: Answer
    left: list[AccessEvent]

    def __str__(self) -> str:
        found = [(event.is_permitted, event.reason) for event in self.left]
        return f"{self.persona}: {self.asked} of {self.owner}: {self.answer.status} {found}"


@pytest.mark.attack(6)
def test_every_type_that_is_served_has_a_row() -> None:
    assert ROWS.keys() - SERVED_AS.keys() == registry.served().keys()


@pytest.mark.attack(1)
@pytest.mark.attack(5)
@pytest.mark.parametrize("persona", PERSONAS)
def test_who_reads_what_and_one_event_each(
    sampled: World, written: list[AccessEvent], persona: str
) -> None:
    wrong = [
        fault
        for visit in _visits(sampled, written, persona, caller(sampled, persona), _reads)
        for fault in _faults(sampled, visit)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.attack(2)
@pytest.mark.parametrize("persona", STRANGERS)
def test_who_has_not_sent_it_changes_nothing(
    sampled: World, written: list[AccessEvent], persona: str
) -> None:
    asker = caller(sampled, persona)
    before, wrong = sweeping.fingerprint(sampled), []
    for visit in _visits(sampled, written, persona, asker, _writes):
        path = visit.asked.split()[1]
        is_asked = visit.answer.status != 405 and not ROWS[path.split("/")[0]].is_open
        # Bytes that no document names belong to nobody, whoever sends them.
        is_nobodys = visit.asked == "POST Binary" and visit.answer.status == 422
        if visit.answer.status not in {403, 404, 405} and not is_nobodys:
            wrong.append(f"{visit} is not refused")
        if is_asked and len(visit.left) != 1:
            wrong.append(f"{visit} left {len(visit.left)} events")
        # What a system may write is asked row by row, after the gate.
        if persona != "stranger" and any(event.is_permitted for event in visit.left):
            wrong.append(f"{visit} was permitted")
    assert not wrong, "\n".join(wrong)
    assert sweeping.fingerprint(sampled) == before


@pytest.mark.attack(1)
@pytest.mark.parametrize("persona", PERSONAS)
def test_subscriptions_are_for_registered_systems_alone(
    sampled: World, written: list[AccessEvent], persona: str
) -> None:
    """They are about no patient, and whose they are: tests/fhirapi/test_subscription_resources.py.
    Systems that nobody has registered have none either."""
    own = f"Subscription/{uuid.uuid4()}"
    asked = [("GET", own), ("PUT", own), ("DELETE", own), ("GET", f"{own}/$events")]
    asked += [("GET", "Subscription"), ("POST", "Subscription"), ("GET", "Subscription/$status")]
    found = {call(sampled, persona, method, path, body={}).status for method, path in asked}
    assert found == {403}
    assert all(event.action == "open" for event in written)


def _visits(
    world: World, written: list[AccessEvent], persona: str, asker: Caller, asks: Asks
) -> Iterator[Visit]:
    for name in ROWS:
        for owner in OWNERS:
            own_id = uuid.uuid4() if owner == "nobody" else samples.row_id(world, name, owner)
            for method, path, more in asks(world, name, own_id, owner):
                if method == "POST" and persona == "stranger":
                    continue  # A system sends what is its own, about anybody.
                written.clear()
                answer = call(world, asker, method, path, **more)
                yield Visit(name, persona, owner, f"{method} {path}", answer, list(written))


def _reads(
    world: World, name: str, own_id: uuid.UUID, owner: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    rows, about, name = ROWS[name], ABOUT.get(name, ""), SERVED_AS.get(name, name)
    does = registry.rest_of(registry.types()[name]).interactions
    yield "GET", f"{name}/{own_id}", {"accept": "application/fhir+json"}
    if rows.is_born_here:
        does -= {Interaction.HISTORY_INSTANCE, Interaction.HISTORY_TYPE}
    if Interaction.HISTORY_INSTANCE in does:
        yield "GET", f"{name}/{own_id}/_history", {}
    if Interaction.SEARCH in does and not rows.is_open:
        named = "_id" if name == "Patient" else "patient"
        patient_id = world.patients.get(owner, own_id)
        yield "GET", f"{name}?{named}={patient_id}{about}", {}
    if Interaction.HISTORY_TYPE in does and owner == "kari":
        yield "GET", f"{name}/_history?patient={world.patients[owner]}", {}


def _writes(
    world: World, name: str, own_id: uuid.UUID, owner: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    name = SERVED_AS.get(name, name)
    path = f"{name}/{own_id}"
    body = _body(world, name, own_id, "kari" if owner == "kari" else "ola")
    match = {"if_match": 'W/"1"'}
    yield "PUT", path, {"body": body, **match}
    yield "PATCH", path, {"body": _CHANGE, "content_type": JSON_PATCH, **match}
    yield "DELETE", path, match
    if owner == "ola":
        yield "POST", name, {"body": body}


def _body(world: World, name: str, own_id: uuid.UUID, about: str) -> dict[str, Any]:
    """A resource of that type and id, as somebody would send it who knows the ids here."""
    body: dict[str, Any] = {"resourceType": name, "id": str(own_id)}
    if not ROWS[name].is_born_here and not ROWS[name].is_open and name != "Patient":
        body = {**samples.of(name, about), "id": str(own_id)}
    patient = {"reference": f"Patient/{world.patients[about]}"}
    return body | {key: patient for key in ("subject", "patient") if key in body}


def _faults(world: World, visit: Visit) -> list[str]:
    """What is wrong with what came, and with what it left in the log."""
    method_and_path, name = visit.asked.split()[1], visit.name
    row, status = ROWS[name], visit.answer.status
    is_list = "?" in method_and_path
    shows = row.shows(visit.persona, visit.owner)
    own_id = str(samples.row_id(world, name, visit.owner)) if visit.owner != "nobody" else ""
    wrong = []
    if shows and (status != 200 or own_id not in visit.answer.text):
        wrong.append(f"{visit} does not show it")
    if not shows and not is_list and status not in {403, 404}:
        wrong.append(f"{visit} is not refused")
    if not shows and status == 200 and own_id and f'"{own_id}"' in visit.answer.text:
        wrong.append(f"{visit} shows it")
    if not row.is_open and len(visit.left) != 1:
        wrong.append(f"{visit} left {len(visit.left)} events")
    if status == 200 and any(not event.is_permitted for event in visit.left):
        wrong.append(f"{visit} was shown after a refusal")
    return wrong
