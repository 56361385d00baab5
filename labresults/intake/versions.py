"""Which version counts: what a message changes of its report, in whatever order messages arrive.

Each message may tell a part of a report. Of each result the newest version stands; what is taken
back stays so for all versions that are older.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from labresults.kith.reports import Body, Part, Report, own

OBSERVATION = "Observation"


@dataclass
class Known:
    """One resource of a report as it stands: when its version was made, whether it is taken back,
    and the key of the result that it stands beneath."""

    at: datetime
    is_cancelled: bool
    parent: str = ""


@dataclass
class State:
    """How far a report has come (models.ReportState)."""

    made_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_as: str = ""
    parts: dict[str, Known] = field(default_factory=dict)
    tops: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.made_at is None

    def is_after(self, at: datetime) -> bool:
        return self.made_at is not None and self.made_at > at


@dataclass(frozen=True)
class Plan:
    """What is to be written: `resources` with their names, `withdrawn` the names of Observations
    that stand already and are taken back. `body` is the report's, None where the one that stands
    is newer; `is_longer` says that it has got more results than it knows of."""

    resources: Sequence[tuple[str, Body, bool]]
    withdrawn: Sequence[str]
    body: Body | None
    is_longer: bool
    is_older: bool


def plan(state: State, report: Report) -> Plan:
    """What the message changes; `state` is as it is after that."""
    is_older = state.is_after(report.at)
    before, is_first = list(state.tops), state.is_new
    if report.cancelled_as and (state.cancelled_at is None or state.cancelled_at <= report.at):
        state.cancelled_at, state.cancelled_as = report.at, report.cancelled_as
    taken = [part for part in report.parts if not _stands(state, part, report.at)]
    new = {_name(part) for part in taken} - state.parts.keys()
    for part in taken:
        known = state.parts.get(_name(part))
        above = part.parent or (known.parent if known else "")
        parent = above if _may_stand_under(state, part.key, above) else ""
        state.parts[_name(part)] = Known(report.at, part.is_cancelled, parent)
    withdrawn = list(_withdrawn(state, report)) if report.cancelled_as else []
    _place_tops(state, taken, new)
    members, tags = _members(state), _tags(state, taken)
    body = None
    if not is_older:
        state.made_at = report.at
        body = _report_body(state, report)
    resources = [
        (_name(part), _body(state, part, report.at, members, tags), _name(part) in new)
        for part in taken
    ]
    is_longer = is_older and not is_first and state.tops != before
    return Plan(resources, withdrawn, body, is_longer, is_older)


def results(state: State) -> list[Body]:
    return [own(OBSERVATION, key) for key in state.tops]


def _name(part: Part) -> str:
    return f"{part.type}/{part.key}"


def _stands(state: State, part: Part, at: datetime) -> bool:
    """Whether what is here is newer. Without a time of their own two are equal, and the one that
    comes later takes the place."""
    known = state.parts.get(_name(part))
    return known is not None and known.at > at


def _may_stand_under(state: State, key: str, above: str) -> bool:
    """Whether what it stands beneath is not, in the end, beneath itself: messages may say so
    together what none says alone."""
    seen = {key}
    while above:
        if above in seen:
            return False
        seen.add(above)
        known = state.parts.get(f"{OBSERVATION}/{above}")
        above = known.parent if known else ""
    return True


def _withdrawn(state: State, report: Report) -> Iterator[str]:
    """The results of which a cancellation of the whole report does not speak."""
    told = {_name(part) for part in report.parts}
    for name, known in state.parts.items():
        is_result = name.startswith(f"{OBSERVATION}/") and name not in told
        if is_result and known.at <= report.at and not known.is_cancelled:
            known.is_cancelled = True
            known.at = report.at
            yield name


def _place_tops(state: State, taken: Sequence[Part], new: Collection[str]) -> None:
    """What stands beneath nothing that names it. Once beneath something, a result stays there, also
    where a later message tells of it alone."""
    written = {_name(part) for part in taken}
    tops = dict.fromkeys(state.tops)
    for part in taken:
        if part.type != OBSERVATION:
            continue
        above = f"{OBSERVATION}/{state.parts[_name(part)].parent}"
        # What stands above and is newer names its members already.
        is_named = _name(part) not in new and part.key not in tops
        if above in state.parts and (above in written or is_named):
            tops.pop(part.key, None)
        else:
            tops.setdefault(part.key)
    state.tops = list(tops)


def _members(state: State) -> Mapping[str, Sequence[Body]]:
    """The references to what stands beneath each result."""
    tops, found = set(state.tops), dict[str, list[Body]]()
    for name, known in state.parts.items():
        sort, key = _split(name)
        if sort == OBSERVATION and known.parent and key not in tops:
            found.setdefault(known.parent, []).append(own(OBSERVATION, key))
    return found


def _tags(state: State, taken: Sequence[Part]) -> Mapping[str, list[Body]]:
    """NILAR's `meta.tag`: all codes of a result and of what stands beneath it, by the key of the
    uppermost. Who asks for one finds the result that has to be read as a whole."""
    tops, found = set(state.tops), dict[str, list[Body]]()
    for part in taken:
        key, seen = part.key, set[str]()
        while part.codes and key not in tops and key not in seen:
            seen.add(key)
            known = state.parts.get(f"{OBSERVATION}/{key}")
            key = known.parent if known else key
        own_tags = found.setdefault(key, []) if part.codes else []
        own_tags += [each for each in part.codes if each not in own_tags]
    return found


def _body(
    state: State,
    part: Part,
    at: datetime,
    members: Mapping[str, Sequence[Body]],
    tags: Mapping[str, list[Body]],
) -> Body:
    """The resource with what stands beneath it, and taken back where that is known already."""
    body = dict(part.body)
    if part.codes and part.key in tags:
        body["meta"] = {"tag": tags[part.key]}
    if part.type == OBSERVATION and part.key in members:
        body["hasMember"] = _joined(body.get("hasMember", ()), members[part.key])
    if state.cancelled_at is None or state.cancelled_at <= at:
        return body
    state.parts[_name(part)].is_cancelled = True
    if part.type == OBSERVATION:
        body["status"] = state.cancelled_as
    elif part.type == "ServiceRequest":
        body["status"] = "revoked"
    return body


def _joined(sent: Sequence[Any], known: Sequence[Body]) -> list[Any]:
    """What the sender lists, in that order, and what is known beside it."""
    named = {each.get("reference") for each in sent}
    return [*sent, *(each for each in known if each["reference"] not in named)]


def _report_body(state: State, report: Report) -> Body:
    body = report.body
    if report.is_as_sent:
        listed = _joined(body.get("result", ()), results(state))
        return {**body, "result": listed} if listed else dict(body)
    found = {**body, "result": results(state)}
    names = [name for name in state.parts if name.startswith("Specimen/")]
    found["specimen"] = [own(*_split(name)) for name in names]
    if "ServiceRequest/" in state.parts:
        found["basedOn"] = [own("ServiceRequest", "")]
    return {name: value for name, value in found.items() if value != []}


def _split(name: str) -> tuple[str, str]:
    sort, _, key = name.partition("/")
    return sort, key
