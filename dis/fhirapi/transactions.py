"""Transactions: all entries of a Bundle, or none of them."""

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from access.codes import Action
from common.declarations import FhirType
from common.rest import Interaction
from fhirapi import (
    conditions,
    cutting,
    faults,
    linking,
    opening,
    patching,
    registry,
    sent,
    storing,
    whose,
    writing,
)
from fhirapi.calls import Answer, Call
from fhirapi.changes import Change, Query
from fhirapi.outcomes import Issue, Refusal, outcome
from fhirapi.serving import preference

Perform = Callable[[Call], Answer]
_INTERACTIONS = {
    "POST": Interaction.CREATE,
    "PUT": Interaction.UPDATE,
    "PATCH": Interaction.PATCH,
    "DELETE": Interaction.DELETE,
}
# MHD's Provide Document Bundle (ITI-65) says by a List or DocumentManifest what was sent together.
_PROVIDES = re.compile(r"MHD.*(Provide\w*Bundle|DocumentBundle)")
_SUBMISSION_SETS = frozenset({"List", "DocumentManifest"})
_KEPT_AS = (
    "The documents are kept; what was sent together is not kept as a resource of its own. Who sent"
    " it and when stands in each document."
)


@dataclass(frozen=True)
class Asked:
    """An entry: what it asks for, as a call of its own, and how other entries name it."""

    call: Call
    place: str
    full_url: str
    value: dict[str, Any] | None

    @property
    def type_name(self) -> str:
        return self.call.parts[0]

    @property
    def is_read(self) -> bool:
        return self.call.method == "GET" or list(self.call.parts[1:]) == ["_search"]


def carry_out(
    call: Call, top: Mapping[str, Any], asked: Sequence[Asked], perform: Perform
) -> Answer:
    """Do all that is asked, in FHIR's order whatever the order of entries; what is read is read
    when the rest is done."""
    _refuse_twice([(each.full_url, each.place) for each in asked], "fullUrl")
    is_provided = _is_provided(top)
    changes = {
        at: _change(call, each)
        for at, each in enumerate(asked)
        if not each.is_read and not (is_provided and _is_submission_set(each))
    }
    everything = list(changes.values())
    whose.name_patients(call, everything)
    _refuse_twice([(each.name, each.place) for each in everything], "resource")
    links = linking.links_of(
        {asked[at].full_url: each.name for at, each in changes.items() if asked[at].full_url}
    )
    links |= linking.searched(call, everything)
    for each in everything:
        each.links = links
    if everything:
        storing.store(call, everything)
    texts = [
        entry_text(each.call, writing.answer(each.call, changes[at]))
        if at in changes
        else _other(each, perform)
        for at, each in enumerate(asked)
    ]
    return response("transaction-response", texts)


def _change(call: Call, asked: Asked) -> Change:
    """What an entry changes, with the place of what is wrong with it."""
    fhir_type = registry.served().get(asked.type_name)
    interaction = _INTERACTIONS[asked.call.method]
    if fhir_type is None:
        reason = f"{asked.type_name[:64]} is not served here. See metadata."
        raise Refusal.of(422, "not-supported", reason, asked.place)
    if interaction not in registry.rest_of(fhir_type).interactions:
        reason = f"{interaction} of {fhir_type.name} is not served here. See metadata."
        raise Refusal.of(405, "not-supported", reason, asked.place)
    if not call.caller.may(fhir_type.name, interaction):
        opening.out_of_scope(call, fhir_type, Action.WRITE)
    try:
        return _MAKE[interaction](asked, fhir_type)
    except Refusal as refused:
        issues = sent.placed(refused.issues, asked.place)
        raise Refusal(refused.status, issues, refused.headers) from refused


def _created(asked: Asked, fhir_type: FhirType) -> Change:
    if len(asked.call.parts) > 1:
        raise Refusal.of(400, "invalid", "What is created is posted to its type.")
    text = asked.call.headers.get("if-none-exist")
    query = None if text is None else conditions.of_text(text, asked.place)
    return writing.new(fhir_type, _resource(asked, fhir_type), query)


def _updated(asked: Asked, fhir_type: FhirType) -> Change:
    found, version = _resource(asked, fhir_type), asked.call.headers.get("if-match")
    match list(asked.call.parts):
        case [_]:
            return writing.updated_where(fhir_type, asked.call.query, found, version)
        case [_, resource_id]:
            return writing.updated(fhir_type, resource_id, found, version)
        case _:
            raise Refusal.of(400, "invalid", "What is updated has a url of type and id.")


def _patched(asked: Asked, fhir_type: FhirType) -> Change:
    wanted = patching.operations(asked.call.body)
    version = asked.call.headers.get("if-match")
    return writing.patched(asked.call, fhir_type, _named(asked), wanted, version, asked.place)


def _deleted(asked: Asked, fhir_type: FhirType) -> Change:
    version = asked.call.headers.get("if-match")
    return writing.deleted(asked.call, fhir_type, _named(asked), version, asked.place)


_MAKE: Mapping[Interaction, Callable[[Asked, FhirType], Change]] = {
    Interaction.CREATE: _created,
    Interaction.UPDATE: _updated,
    Interaction.PATCH: _patched,
    Interaction.DELETE: _deleted,
}


def _named(asked: Asked) -> str | Query:
    """What is changed: by its id, or by a query."""
    if len(asked.call.parts) > 2:
        raise Refusal.of(400, "invalid", "What is changed has a url of type and id.")
    return asked.call.parts[1] if len(asked.call.parts) == 2 else asked.call.query


def _resource(asked: Asked, type_name: FhirType) -> sent.Sent:
    place = f"{asked.place}.resource"
    if asked.value is None:
        raise Refusal.of(400, "required", "The entry needs a resource.", place)
    return sent.checked(asked.value, asked.call.body, type_name.name, place)


def _other(asked: Asked, perform: Perform) -> str:
    """What an entry reads, or what was sent together with the documents."""
    if not asked.is_read:
        issue = Issue("informational", _KEPT_AS, asked.place, "information")
        return entry_text(asked.call, Answer(200, outcome([issue])), is_outcome=True)
    return alone(asked.call, perform)


def alone(call: Call, perform: Perform) -> str:
    """The entry with what became of a call that stands alone. A fault is told in the entry: what
    others have done stands, and who sent them all has to know of it."""
    try:
        return entry_text(call, perform(call))
    except Refusal as refused:
        return refused_text(call, refused)
    except Exception as fault:
        return entry_text(call, faults.answer(fault, uuid.uuid4().hex), is_outcome=True)


def refused_text(call: Call, refused: Refusal) -> str:
    return entry_text(call, Answer(refused.status, outcome(refused.issues)), is_outcome=True)


def entry_text(call: Call, answer: Answer, *, is_outcome: bool = False) -> str:
    """An entry of the response; resources stand in it as they are served."""
    found: dict[str, Any] = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    for header, name in (("Location", "location"), ("ETag", "etag")):
        if header in answer.headers:
            found[name] = answer.headers[header]
    if "Last-Modified" in answer.headers:
        at = parsedate_to_datetime(answer.headers["Last-Modified"])
        found["lastModified"] = cutting.instant(at)
    wants_outcome = call.method != "GET" and preference(call, "return") == "OperationOutcome"
    response = json.dumps(found)
    if not answer.text:
        return f'{{"response":{response}}}'
    if is_outcome or wants_outcome:
        return f'{{"response":{response[:-1]},"outcome":{answer.text}}}}}'
    return f'{{"resource":{answer.text},"response":{response}}}'


def response(kind: str, entries: Sequence[str]) -> Answer:
    text = f'"type":"{kind}","entry":[{",".join(entries)}]' if entries else f'"type":"{kind}"'
    return Answer(200, f'{{"resourceType":"Bundle",{text}}}')


def _refuse_twice(named: Sequence[tuple[str, str]], what: str) -> None:
    """What two entries name, they would both change: nobody can say which comes last."""
    seen: set[str] = set()
    for name, place in named:
        if name in seen:
            reason = f"Another entry has the same {what}: {name[:200]}."
            raise Refusal.of(400, "duplicate", reason, place)
        seen.update({name} - {""})


def _is_provided(top: Mapping[str, Any]) -> bool:
    meta = top.get("meta")
    profiles = meta.get("profile") if isinstance(meta, Mapping) else None
    return any(_PROVIDES.search(str(each)) for each in profiles or ())


def _is_submission_set(asked: Asked) -> bool:
    """Whether an entry says what was sent together: legal, and kept nowhere."""
    kept = registry.served().get(asked.type_name)
    if asked.type_name not in _SUBMISSION_SETS or (kept and not kept.is_born_here):
        return False
    if asked.call.method != "POST" or asked.value is None:
        return False
    sent.checked(asked.value, asked.call.body, asked.type_name, f"{asked.place}.resource")
    return True
