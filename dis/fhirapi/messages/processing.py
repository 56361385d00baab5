"""$process-message: a FHIR message in, and a FHIR message that says what became of it."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from common import clock
from common.errors import Unacceptable
from common.messages import Fate, Sender, Told
from fhirapi import sent, wire
from fhirapi.calls import Answer, Call
from fhirapi.messages import formats, registered
from fhirapi.negotiation import FHIR_JSON
from fhirapi.outcomes import Issue, Refusal, outcome

OPERATION = "$process-message"
_HEADER = "MessageHeader"
_NO_MESSAGE = "To $process-message a Bundle of type message is posted, its MessageHeader first."
_LATER = "An answer to another address (async, response-url) is not given: it comes at once."
_WORDS = {
    Fate.STORED: "Stored",
    Fate.UNCHANGED: "All of it was here",
    Fate.OLDER: "Kept; a version that was made later stands",
}


def perform(call: Call) -> Answer:
    """The answer has the worst status that became of a report, as of other messages."""
    registered.check(call.caller)
    if call.parameter("async") == "true" or call.parameter("response-url") is not None:
        raise Refusal.of(400, "not-supported", _LATER)
    header = _header(call.body)
    taken = formats.of(FHIR_JSON)
    if taken is None:
        raise Refusal.of(404, "not-supported", "No message is taken here.")
    sender = Sender(call.caller.actor, call.caller.source, call.caller.actor.system_name)
    told = taken.take([("", call.body.encode())], sender)
    return Answer(registered.status(told), _response(call, header, told))


def _header(text: str) -> Mapping[str, Any]:
    """The header, of a Bundle that is a message."""
    try:
        top, entries = wire.read_bundle(text)
    except Unacceptable as error:
        raise sent.refusal(error, 400) from error
    first = entries[0].value if entries else None
    is_message = top.get("resourceType") == "Bundle" and top.get("type") == "message"
    if not is_message or first is None or first.get("resourceType") != _HEADER:
        raise Refusal.of(400, "invalid", _NO_MESSAGE, "Bundle.type")
    sent.checked(first, entries[0].text, _HEADER, "Bundle.entry[0].resource")
    return first


def _response(call: Call, header: Mapping[str, Any], told: Sequence[Told]) -> str:
    """The message that answers, by the sender's own id of what it answers."""
    is_refused = any(each.fate is Fate.REFUSED for each in told)
    names = f"urn:uuid:{uuid.uuid4()}", f"urn:uuid:{uuid.uuid4()}"
    events = {name: value for name, value in header.items() if name.startswith("event")}
    answer: dict[str, Any] = {
        "resourceType": _HEADER,
        "id": names[0].removeprefix("urn:uuid:"),
        **events,
        "destination": [{"endpoint": header["source"]["endpoint"]}],
        "source": {"name": "DIS portal", "endpoint": f"{call.base}/{OPERATION}"},
        "response": {
            "identifier": str(header.get("id") or "unknown"),
            "code": "fatal-error" if is_refused else "ok",
            "details": {"reference": names[1]},
        },
    }
    focus = [{"reference": f"{registered.REPORT}/{each.id}"} for each in told if each.id]
    issues = [issue for each in told for issue in _issues(each)]
    found = {
        "resourceType": "Bundle",
        "type": "message",
        "timestamp": clock.now().isoformat(),
        "entry": [
            {"fullUrl": names[0], "resource": answer | ({"focus": focus} if focus else {})},
            {"fullUrl": names[1], "resource": json.loads(outcome(issues))},
        ],
    }
    return json.dumps(found, ensure_ascii=False)


def _issues(told: Told) -> Iterator[Issue]:
    """What became of a report: one issue, or one for each place that is wrong."""
    name = f" as {registered.REPORT}/{told.id}" if told.id else ""
    place = told.place.strip()
    if told.fate in _WORDS:
        counts = f"{told.stored} new or changed, {told.unchanged} unchanged"
        yield Issue("informational", f"{_WORDS[told.fate]}{name}: {counts}.", place, "information")
        return
    is_waiting = told.fate is Fate.WAITING
    code, severity = ("not-found", "warning") if is_waiting else ("processing", "error")
    for each in told.problems:
        yield Issue(code, each.reason, each.place or place, severity)
