"""The nightly check that patients are shown every look there was, with an alarm where they are not.

A fault once hid rows from the citizens of a country for nearly two years (complaints B28). So the
log itself is read here in the plainest way there is, and held against what the page's own query
(access.looking) answers to each patient. Nothing else is shared: a class of rows that the page
drops is missing here too. What is written about it holds counts and ids of log rows only.
"""

import logging
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cached_property
from typing import Any

from django.db import connection

from access import gate, looking, row_events, runs, seeing, selectors
from access.actor import Actor, ActorKind
from access.codes import Action, Kind
from access.decision import decide
from access.facts import Facts
from access.models import AccessEvent, AccessItem, ReconciliationRun
from common import clock

logger = logging.getLogger(__name__)
SYSTEM = Actor.system("access.reconcile")
# So much of a day is checked at a time: a batch is quick, and little is lost where it is cut off.
_PATIENTS_AT_A_TIME, _EVENTS_AT_A_TIME = 200, 5_000
_FIRST_BAD = 20
_COUNTED = ("events", "shown", "merged", "own", "systems")
_NO_EVENT = uuid.UUID(int=0)

Row = tuple[Any, ...]


@dataclass
class Result:
    """What was found for one day so far. `bad` are ids of events and items, by kind of fault.

    `former` is what earlier runs found of the same day; `after` the patient where they stopped.
    """

    day: date
    former: ReconciliationRun | None = None
    patients: int = 0
    after: uuid.UUID | None = None
    counts: Counter[str] = field(default_factory=Counter)
    bad: dict[str, list[uuid.UUID]] = field(default_factory=dict)

    def fault(self, what: str, bad_id: uuid.UUID) -> None:
        self.bad.setdefault(what, []).append(bad_id)


def reconcile(day: date, *, seconds: float | None = None) -> ReconciliationRun:
    """Check a day (in Norway) and keep what was found; raises the alarm where something is wrong.

    With `seconds` no batch is begun after so long, and the next run goes on from there. Called
    outside any transaction. The check of each patient is in that patient's log.
    """
    started_at, start = clock.now(), time.monotonic()
    result = Result(day, runs.stopped(day))
    result.after = result.former.checked_until if result.former else None
    expected = _to_check(result)
    for batch in _batches(expected, result.after):
        if result.counts["batches"] and seconds and time.monotonic() - start > seconds:
            break
        found = _check(batch, result)
        result.counts["batches"] += 1
        result.after = batch[-1]
        for patient_id in batch:
            if found[patient_id] != expected[patient_id]:
                result.fault("hidden-from-the-check", patient_id)
    else:
        result.after = None
    run = _kept(result, started_at, round((time.monotonic() - start) * 1000))
    if result.bad:
        logger.error("%s day=%s faults=%s first=%s", runs.ALARM, day, run.faults, run.first_bad[:3])
    return run


def _batches(
    expected: Mapping[uuid.UUID, int], after: uuid.UUID | None
) -> Iterator[list[uuid.UUID]]:
    """The patients after that one in their order, a few at a time and none with endless events."""
    batch, events = list[uuid.UUID](), 0
    for patient_id in sorted(each for each in expected if after is None or each > after):
        is_full = len(batch) == _PATIENTS_AT_A_TIME
        if batch and (is_full or events + expected[patient_id] > _EVENTS_AT_A_TIME):
            yield batch
            batch, events = [], 0
        batch.append(patient_id)
        events += expected[patient_id]
    if batch:
        yield batch


def _limits(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight in Norway: 23 or 25 hours where clocks are changed."""
    begin, end = (
        datetime.combine(each, clock_time.min, clock.OSLO) for each in (day, day + timedelta(1))
    )
    return begin, end


def _to_check(result: Result) -> dict[uuid.UUID, int]:
    """How many events by persons each patient has; what is out of place goes into the result."""
    expected: dict[uuid.UUID, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT what, id, amount FROM access_log_to_check(%s, %s, %s, %s)",
            [*_limits(result.day), clock.now(), result.former is None],
        )
        for what, own_id, amount in cursor.fetchall():
            if what == "patient":
                expected[own_id] = amount
            elif what == "system":
                result.counts["systems"] = amount
            else:
                result.fault(what, own_id)
    result.patients = len(expected)
    return expected


def _check(patient_ids: Sequence[uuid.UUID], result: Result) -> Counter[uuid.UUID]:
    """Hold the events of these patients against their pages; gives how many each has."""
    facts = Facts(now=clock.now(), today=clock.today())
    decision = decide(SYSTEM, facts, kind=Kind.LOG, action=Action.LIST)
    found: Counter[uuid.UUID] = Counter()
    begin, end = _limits(result.day)
    with gate.open_many(SYSTEM, patient_ids, Kind.LOG, Action.LIST, decision) as grant:
        readers = {
            each.id: each.person_id for each in selectors.patients(grant).values() if each.person_id
        }
        choice = looking.Choice(since=begin, until=end, readers=readers)
        groups, _total = looking.groups(grant, choice)
        page = _Page(groups, seeing.seen(grant, groups, choice))
        log = _log(begin, end)
        for patient_id, events in log.items():
            found[patient_id] = len(events)
            _hold(events, readers.get(patient_id), page, result)
    page.add_inventions(result)
    return found


class _Page:
    """What the pages of these patients show: how many events stand in each row, and its things."""

    def __init__(
        self, groups: Sequence[looking.Group], things: Sequence[Mapping[uuid.UUID, str]]
    ) -> None:
        self._rows: dict[Row, list[tuple[int, Mapping[uuid.UUID, str]]]] = defaultdict(list)
        self._people: set[Row] = set()
        for group, each in zip(groups, things, strict=True):
            row = (*group[:3], group.name, group.role_id, group.basis, group.opened)
            self._rows[row].append((group.times, each))
            self._people.add((*group[:3], group.name, group.role_id))
        self._met: Counter[Row] = Counter()

    def shows(self, row: Row, things: set[uuid.UUID]) -> bool:
        """Whether exactly one row stands for the event, with everything that it showed."""
        self._met[row] += 1
        found = self._rows.get(row, [])
        return len(found) == 1 and things <= found[0][1].keys()

    def has_person(self, row: Row) -> bool:
        """Whether the person stands on the page that day, in that role, on whatever basis."""
        return row[:5] in self._people

    def add_inventions(self, result: Result) -> None:
        """Rows that stand for more or fewer events than there were."""
        for row, found in self._rows.items():
            if sum(times for times, _things in found) != self._met[row]:
                result.fault("counted-wrongly", _NO_EVENT)


@dataclass
class _Logged:
    """One event as it stands in the log, with what its items say."""

    id: uuid.UUID
    patient_id: uuid.UUID
    recorded_at: datetime
    person_id: uuid.UUID | None
    actor_name: str
    role_id: uuid.UUID | None
    basis: str
    opened: bool
    item_id: uuid.UUID | None
    kind: str
    action: str
    shown: set[uuid.UUID] = field(default_factory=set)
    is_nothing: bool = False

    @cached_property
    def row(self) -> Row:
        """The row in which it belongs: whose, which day in Norway, who, in which role, on what."""
        day = self.recorded_at.astimezone(clock.OSLO).date()
        name = "" if self.person_id else self.actor_name
        return self.patient_id, day, self.person_id, name, self.role_id, self.basis, self.opened

    @property
    def things(self) -> set[uuid.UUID]:
        if self.item_id is None or self.is_nothing:
            return self.shown
        return self.shown | {self.item_id}

    @property
    def only_identifies(self) -> bool:
        is_list = self.action in {Action.LIST, Action.IDENTIFY}
        return is_list and self.kind == Kind.DEMOGRAPHICS and not self.is_nothing


_FIELDS = (
    *("id", "patient_id", "recorded_at", "person_id", "actor_name", "role_id", "basis"),
    *("has_opened_restriction", "item_id", "kind", "action"),
)


def _log(begin: datetime, end: datetime) -> dict[uuid.UUID, list[_Logged]]:
    """The permitted events by persons, by patient, as row security shows them."""
    permitted = AccessEvent.objects.filter(
        recorded_at__gte=begin, recorded_at__lt=end, is_permitted=True
    )
    events = {
        values[0]: _Logged(*values)
        for actor_kind, *values in permitted.values_list("actor_kind", *_FIELDS).iterator()
        if actor_kind != ActorKind.SYSTEM
    }
    later = end + row_events.LONGEST_REQUEST
    items = AccessItem.objects.filter(
        recorded_at__gte=begin, recorded_at__lt=later, outcome__in=("shown", "not-shown")
    )
    for event_id, outcome, thing in items.values_list("event_id", "outcome", "resource_id"):
        if event_id in events and outcome == "shown":
            events[event_id].shown.add(thing)
        elif event_id in events:
            events[event_id].is_nothing = True
    by_patient: dict[uuid.UUID, list[_Logged]] = defaultdict(list)
    for each in events.values():
        by_patient[each.patient_id].append(each)
    return by_patient


def _hold(events: Sequence[_Logged], reader: uuid.UUID | None, page: _Page, result: Result) -> None:
    """Every event stands in exactly one row, or is one of the exceptions."""
    result.counts["events"] += len(events)
    for each in events:
        if reader is not None and each.person_id == reader:
            result.counts["own"] += 1
        elif page.shows(each.row, each.things):
            result.counts["shown"] += 1
        elif each.only_identifies and page.has_person(each.row):
            result.counts["merged"] += 1
        else:
            result.fault("not-shown", each.id)


def _kept(result: Result, started_at: datetime, milliseconds: int) -> ReconciliationRun:
    """What was found, with what earlier runs of the day found; the patients who are left over are
    checked by the next one."""
    former, counts = result.former, result.counts
    faults = Counter({what: len(ids) for what, ids in result.bad.items()})
    if former:
        counts.update({name: getattr(former, name) for name in _COUNTED})
        faults.update(former.faults)
        milliseconds += former.milliseconds
    return ReconciliationRun.objects.create(
        day=result.day,
        started_at=started_at,
        milliseconds=milliseconds,
        patients=result.patients,
        checked_until=result.after,
        missing=faults["not-shown"],
        faults=dict(faults),
        first_bad=_first_bad(result),
        **{name: counts[name] for name in _COUNTED},
    )


def _first_bad(result: Result) -> list[uuid.UUID]:
    """What patients are not shown comes first. Patients themselves are not named."""
    former, missing = (result.former.first_bad, result.former.missing) if result.former else ([], 0)
    found = [*former[:missing], *result.bad.get("not-shown", []), *former[missing:]]
    for what in result.bad.keys() - {"not-shown", "hidden-from-the-check", "counted-wrongly"}:
        found += result.bad[what]
    return found[:_FIRST_BAD]
