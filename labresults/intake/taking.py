"""Takes messages in: reads them, finds whose they are, stores them, and keeps what must wait."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, DataError, IntegrityError
from psycopg import errors

from access import delivering, gate
from access.actor import ActorKind
from access.codes import Kind
from access.grant import Grant
from access.subjects import by_person_ids
from common.errors import Problem, Unacceptable
from common.identifiers import InvalidIdentifier
from common.messages import Fate, Sender, Told
from labresults.intake import storing, unknown, waiting
from labresults.intake.codes import Why
from labresults.intake.storing import Arrival, NotTaken, Result
from labresults.intake.texts import Names
from labresults.kith import reading as kith
from labresults.kith.reports import Message, Report
from labresults.messaging import reading as messaging
from people import identity

_MOST_TRIES = 3
# What only another message at the same time brings about; what was begun is undone.
_AT_ONCE = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
_UNKNOWN = "the patient is not known here: it waits, and is taken in when that changes"
_NO_NUMBER = "this national identity number cannot be used: it waits until somebody has settled it"
_NOT_YOURS = "this sender is not registered for results"
_UNFIT = "a value in it cannot be kept"


@dataclass(frozen=True)
class Placed:
    """A report of a message, and whose it is: the patient, or why nobody's."""

    message: Message
    report: Report
    number: str
    patient_id: uuid.UUID | None

    @property
    def place(self) -> str:
        return f"{self.message.place} {self.report.place}".strip()


def take(documents: Sequence[tuple[str, bytes]], sender: Sender) -> list[Told]:
    """What became of each report of these messages, in order. Called outside any transaction."""
    told: list[list[Told]] = [[] for _ in documents]
    read: dict[int, Message] = {}
    for at, (place, data) in enumerate(documents):
        try:
            read[at] = _read(data, place)
            identity.refuse_tokens(read[at].text)
        except Unacceptable as error:
            read.pop(at, None)
            told[at].append(Told(place, Fate.REFUSED, problems=error.problems))
    placed = dict(zip(read, _placed(list(read.values())), strict=True))
    arrivals = [
        Arrival(each.message, each.report, sender.source, each.patient_id)
        for found in placed.values()
        for each in found
        if each.patient_id is not None
    ]
    results = iter(_stored(arrivals, sender))
    for at, found in placed.items():
        told[at] += [_told(each, sender, results) for each in found]
        homeless = [each for each in found if each.patient_id is None]
        if homeless:
            _keep(homeless[0], documents[at][1], sender)
    unknown.note(
        each.report
        for at, found in placed.items()
        for each, one in zip(found, told[at], strict=True)
        if one.stored
    )
    return [each for found in told for each in found]


def _read(data: bytes, place: str) -> Message:
    """A message of FHIR is JSON, KITH's are XML."""
    return messaging.read(data, place) if messaging.is_one(data) else kith.read(data, place)


def _placed(messages: Sequence[Message]) -> list[list[Placed]]:
    """Whose each report is: by national id, and by nothing else."""
    given = [[_number(report) for report in message.reports] for message in messages]
    numbers = {number for found in given for number in found if number}
    persons = identity.persons_with(numbers) if numbers else {}
    known = by_person_ids([person.id for person in persons.values()]) if persons else {}
    patients = {number: known.get(person.id) for number, person in persons.items()}
    return [
        [
            Placed(message, report, number, patients.get(number))
            for report, number in zip(message.reports, found, strict=True)
        ]
        for message, found in zip(messages, given, strict=True)
    ]


def _number(report: Report) -> str:
    """The national id as it counts here; empty where it is none of this world."""
    try:
        return identity.accept(report.number)
    except InvalidIdentifier:
        return ""


def _keep(each: Placed, data: bytes, sender: Sender) -> None:
    why = Why.UNKNOWN if each.number else Why.NO_NUMBER
    person_id = identity.person_for(each.number).id if each.number else None
    waiting.keep(each.message, data, each.report, sender, why=why, person_id=person_id)


def _told(each: Placed, sender: Sender, results: Iterator[Result]) -> Told:
    message_id = each.report.message_id
    if each.patient_id is None:
        reason = _UNKNOWN if each.number else _NO_NUMBER
        problems = [Problem(each.report.number_place, reason)]
        return Told(each.place, Fate.WAITING, message_id=message_id, problems=problems)
    result = next(results)
    own_id = Names(sender.source, each.report.key).report
    return Told(
        place=each.place,
        fate=result.fate,
        stored=result.stored,
        unchanged=result.unchanged,
        message_id=message_id,
        id="" if result.fate is Fate.REFUSED else str(own_id),
        problems=result.problems,
    )


def _stored(arrivals: Sequence[Arrival], sender: Sender) -> list[Result]:
    """What became of each. All of them come under one Grant, with one event for each patient."""
    if not arrivals:
        return []
    try:
        grant = _opened(sorted({each.patient_id for each in arrivals}), sender)
    except gate.Refused:
        refused = Result(Fate.REFUSED, problems=[Problem("", _NOT_YOURS)])
        return [refused for _ in arrivals]
    return _under(grant, arrivals)


def _opened(patient_ids: Sequence[uuid.UUID], sender: Sender) -> Grant:
    if sender.actor.kind is ActorKind.SYSTEM:
        return gate.open_batch(sender.actor, patient_ids, Kind.RESULTS)
    return delivering.open_delivery(sender.actor, patient_ids, {Kind.RESULTS})


def _under(grant: Grant, arrivals: Sequence[Arrival]) -> list[Result]:
    """All of them, or all but those that cannot be. What a failed attempt did is undone."""
    for is_last in (*[False] * (_MOST_TRIES - 1), True):
        try:
            with grant:
                return storing.store(grant, arrivals)
        except NotTaken as found:
            return _without(grant, arrivals, found)
        except (DatabaseError, OverflowError, ValueError) as error:
            if isinstance(error.__cause__, _AT_ONCE) and not is_last:
                continue
            if not isinstance(error, DataError | IntegrityError | OverflowError | ValueError):
                raise
            break
    return _in_halves(grant, arrivals)


def _without(grant: Grant, arrivals: Sequence[Arrival], found: NotTaken) -> list[Result]:
    """The others, without the one that cannot be stored."""
    refused = Result(Fate.REFUSED, problems=found.problems)
    others = [each for each in arrivals if each is not found.arrival]
    results = iter(_under(grant, others) if others else ())
    return [refused if each is found.arrival else next(results) for each in arrivals]


def _in_halves(grant: Grant, arrivals: Sequence[Arrival]) -> list[Result]:
    """Until it stands alone what holds a value that does not fit our tables."""
    if len(arrivals) == 1:
        problem = Problem(arrivals[0].report.place, _UNFIT)
        return [Result(Fate.REFUSED, problems=[problem])]
    half = len(arrivals) // 2
    return [*_under(grant, arrivals[:half]), *_under(grant, arrivals[half:])]
