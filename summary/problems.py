"""What others have told of a patient's diagnoses and problems, as far as they still hold."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from access.codes import Kind
from access.grant import Grant, Item
from common.declarations import RecordSection
from common.references import codes, display
from common.timeline import HealthCard
from summary.critical.days import partial_day
from summary.critical.entries import clean, said_of
from summary.models import Condition
from summary.plain import plain_words

# So many are looked at, the newest first, and so many are shown at first; the others are folded.
MOST, IN_SECTION = 200, 6
# ICPC-2 and ICD-10: only of these the table of plain words knows the codes.
_DIAGNOSES = (
    *(f"urn:oid:2.16.578.1.12.4.1.1.{number}" for number in ("7170", "7110")),
    *("http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icpc-2"),
)
_PAST = ("inactive", "resolved", "remission")
_DENIED = ("refuted", "entered-in-error")


@dataclass(frozen=True)
class Problem:
    """`words` say what it is to who has not studied medicine; empty where we have none."""

    title: str
    since: str
    place: str
    words: Any
    is_unsure: bool


def problems(grant: Grant) -> list[Problem]:
    """Those that hold, each thing once, the newest first. What is critical stands by itself."""
    rows = Condition.objects.under(grant).filter(sort="", is_mistake=False)
    for name, values in (("clinical-status", _PAST), ("verification-status", _DENIED)):
        for value in values:
            rows = rows.exclude(search__contains={name: [f"={value}"]})
    columns = ("id", "version", "wire", "title")
    found: dict[str, Problem] = {}
    for own_id, version, wire, title in rows.order_by("-sorted_at", "-id").values_list(*columns)[
        :MOST
    ]:
        made = _problem(json.loads(wire), title)
        if made.title and found.setdefault(made.title.casefold(), made) is made:
            grant.note([Item("Condition", own_id, version, grant.patient_id, "listed")])
    return list(found.values())


def _problem(resource: Mapping[str, Any], title: str) -> Problem:
    said = said_of(resource)
    since = resource.get("onsetDateTime") or resource.get("onsetString") or ""
    given = codes(resource.get("code"), *_DIAGNOSES)
    unsure = {"provisional", "differential", "unconfirmed"}
    return Problem(
        title=title or clean(display(resource.get("code"))),
        since=partial_day(str(since)),
        place=said.place or said.name,
        words=plain_words(given),
        is_unsure=bool(unsure & set(codes(resource.get("verificationStatus")))),
    )


def _section(grant: Grant) -> Mapping[str, Any]:
    found = problems(grant)
    return {
        "shown": found[:IN_SECTION],
        "others": found[IN_SECTION:],
        "problems_withheld": _withheld(grant),
    }


def _withheld(grant: Grant) -> int:
    rows = Condition.objects.withheld(grant)
    return int(rows.filter(sort="", is_mistake=False).count())


def _card(grant: Grant) -> Mapping[str, Any]:
    found = problems(grant)
    return {"shown": found[:IN_SECTION], "others": found[IN_SECTION:]}


PARTS = (
    RecordSection(15, "summary/_problems.html", _section),
    HealthCard(20, "summary/card_problems.html", _card, Kind.SUMMARY),
)
