"""What an Appointment must be by FHIR R4: each rule one row, with its place and its words. They
hold for all (docs/appointments.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from appointments import said
from appointments.codes import STATUSES, WITH_REASON, WITHOUT_TIME
from appointments.said import Resource
from common.fhirtime import instant
from common.references import mappings


@dataclass(frozen=True)
class Rule:
    """`breaks` says whether a resource breaks it; `place` is below Appointment."""

    place: str
    words: str
    breaks: Callable[[Resource], Any]


def has(resource: Resource, name: str) -> bool:
    return resource.get(name) not in (None, "", [], {})


def status_of(resource: Resource) -> str:
    return str(resource.get("status") or "")


def _ends_before_it_starts(resource: Resource) -> bool:
    start, end = instant(resource.get("start")), instant(resource.get("end"))
    return start is not None and end is not None and end < start


FOR_ALL: Sequence[Rule] = (
    Rule(
        "status",
        f"not one of {', '.join(STATUSES)}",
        lambda each: status_of(each) not in STATUSES,
    ),
    Rule(
        "end",
        "start and end stand together, or neither (app-2)",
        lambda each: has(each, "start") != has(each, "end"),
    ),
    Rule(
        "start",
        f"missing: only {', '.join(sorted(WITHOUT_TIME))} can be without (app-3)",
        lambda each: (
            not has(each, "start")
            and status_of(each) not in WITHOUT_TIME
            and not (status_of(each) == "entered-in-error" and said.claims_profile(each))
        ),
    ),
    Rule("end", "before the start", _ends_before_it_starts),
    Rule(
        "cancelationReason",
        "only with status cancelled or noshow (app-4)",
        lambda each: has(each, "cancelationReason") and status_of(each) not in WITH_REASON,
    ),
    Rule(
        "participant",
        "each has a type or an actor (app-1)",
        lambda each: any(
            not has(one, "type") and not has(one, "actor")
            for one in mappings(each.get("participant"))
        ),
    ),
)
