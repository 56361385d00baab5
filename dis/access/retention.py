"""Keeping the rules of how long things are kept: once a day, going on where a run has stopped."""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from access import duty_runs
from access.alerts import keeping
from access.models import DutyRun
from access.retention_rules import RULES, Rule
from common import clock

logger = logging.getLogger(__name__)

# Whoever watches the system's log looks for this word.
ALARM = "retention-rule-not-kept"
_EVERY = timedelta(hours=23)
_LATE_AFTER = timedelta(hours=48)
_declared: list[Rule] = []


@dataclass(frozen=True)
class Kept:
    """A rule with what the last run deleted by it; None where it was not run yet, or never is."""

    rule: Rule
    age: timedelta | None
    deleted: int | None
    is_faulty: bool


def fill(rules: Iterable[Rule]) -> None:
    """Take the rules of all apps; what was there before is forgotten."""
    _declared[:] = rules


def rules() -> list[Rule]:
    return [*RULES, *keeping.RULES, *_declared]


def keep(*, seconds: float, is_asked: bool = False) -> DutyRun | None:
    """Keep every rule, or as many as there is time for; the next call goes on from there.

    None where the last run was less than a day ago, unless somebody asks for one.
    """
    if not (is_asked or _is_due()):
        return None
    run = duty_runs.begin(duty_runs.RETENTION)
    end = time.monotonic() + seconds
    for rule in rules():
        if rule.delete is None or rule.age is None or rule.name in run.counts.get("done", {}):
            continue
        if not _keep(rule, run, end):
            return run
    duty_runs.finish(run, run.counts.get("done", {}), run.faults)
    logger.info("retention: %s", ", ".join(f"{k} {v}" for k, v in sorted(run.counts.items())))
    return run


def kept() -> tuple[list[Kept], DutyRun | None]:
    """Every rule with what the last finished run did, and that run."""
    run = next(iter(duty_runs.latest(duty_runs.RETENTION)), None)
    counts: Mapping[str, int] = run.counts if run else {}
    return [_shown(rule, counts) for rule in rules()], run


def warnings() -> list[str]:
    """What whoever runs the portal has to know of it; nothing where all is well."""
    run = next(iter(duty_runs.latest(duty_runs.RETENTION)), None)
    if run is None:
        return []
    found = [f"{ALARM}: {run.faults}"] if run.faults else []
    if run.finished_at and clock.now() - run.finished_at > _LATE_AFTER:
        found.append(f"retention-not-run since {run.finished_at:%Y-%m-%d}")
    return found


def _shown(rule: Rule, counts: Mapping[str, int]) -> Kept:
    deleted = counts.get(rule.name)
    is_faulty = deleted is not None and deleted < 0
    age = rule.age() if rule.age else None
    return Kept(rule, age, None if is_faulty else deleted, is_faulty)


def _keep(rule: Rule, run: DutyRun, end: float) -> bool:
    """Keep one rule to its end; False where the time was up first. A fault stops no other rule."""
    counts = run.counts
    partial = counts.setdefault("partial", {})
    try:
        for deleted in _batches(rule, clock.now()):
            partial[rule.name] = partial.get(rule.name, 0) + deleted
            duty_runs.note(run, counts=counts)
            if time.monotonic() > end:
                return False
        found = partial.pop(rule.name, 0)
    except Exception:
        logger.exception("%s: %s", ALARM, rule.name)
        run.faults, found = run.faults + 1, -1
    counts.setdefault("done", {})[rule.name] = found
    duty_runs.note(run, counts=counts, faults=run.faults)
    return True


def _batches(rule: Rule, now: datetime) -> Iterable[int]:
    if rule.delete is None or rule.age is None:
        return ()
    return rule.delete(now - rule.age())


def _is_due() -> bool:
    unfinished = DutyRun.objects.filter(name=duty_runs.RETENTION, finished_at=None).exists()
    last = next(iter(duty_runs.latest(duty_runs.RETENTION)), None)
    return unfinished or last is None or clock.now() - last.started_at > _EVERY
