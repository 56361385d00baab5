"""The address to which laboratories send messages that are not FHIR, and read them back."""

import json
import uuid
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import parse_qsl

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from access import gate, refusing
from access.actor import ActorKind
from access.client_rules import FOR_CLIENTS
from access.codes import Action, Kind, Reason
from common.messages import Fate, MessageFormat, Sender, Told
from common.rest import Interaction
from fhirapi import callers, limits, opening, registry
from fhirapi.callers import Caller
from fhirapi.calls import Answer, Call, base
from fhirapi.messages import formats
from fhirapi.outcomes import Refusal, not_there
from fhirapi.views import answered, check_host

REPORT, RESULT = "DiagnosticReport", "Observation"
_NOT_YOURS = "Only a system that is registered for results sends them, with scopes to create them."
# The worst that became of a report says how the whole is answered.
_STATUS = {Fate.REFUSED: 422, Fate.WAITING: 202}


@csrf_exempt  # Nothing here goes by a cookie: a browser sends no token by itself.
@login_not_required  # Senders have tokens.
def messages(request: HttpRequest) -> HttpResponse:
    """A message in, and a receipt out."""
    return answered(request, lambda: _taken(request))


@csrf_exempt
@login_not_required
def original(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """The newest message of a report, as it came."""
    return answered(request, lambda: _original(request, report_id))


def _taken(request: HttpRequest) -> Answer:
    _check(request, "POST")
    caller = callers.of(request)
    _check_registered(caller)
    told_type = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    found = formats.of(told_type)
    if found is None or request.headers.get("Content-Encoding", "identity") != "identity":
        kinds = sorted(kind for each in formats.all_of() for kind in each.content_types)
        text = f"Messages are taken as {' or '.join(kinds)}, not compressed."
        raise Refusal.of(415, "not-supported", text)
    data = limits.body(request)
    sender = Sender(caller.actor, caller.source, caller.actor.system_name)
    told = found.take([("", data)], sender)
    fates = {each.fate for each in told}
    status = next((code for fate, code in _STATUS.items() if fate in fates), 200)
    return Answer(status, receipt(told), content_type="application/json")


def receipt(told: Sequence[Told]) -> str:
    """What became of each report, for who has sent them."""
    reports = [
        {
            "outcome": each.fate,
            **({"place": each.place} if each.place else {}),
            **({"messageId": each.message_id} if each.message_id else {}),
            **({"report": f"{REPORT}/{each.id}"} if each.id else {}),
            "stored": each.stored,
            "unchanged": each.unchanged,
            "problems": [{"place": one.place, "reason": one.reason} for one in each.problems],
        }
        for each in told
    ]
    return json.dumps({"reports": reports}, ensure_ascii=False)


def _original(request: HttpRequest, report_id: uuid.UUID) -> Answer:
    _check(request, "GET")
    caller = callers.of(request)
    call = Call(caller, "GET", [REPORT, str(report_id)], (), {}, base())
    if caller.actor.kind is ActorKind.CITIZEN or not caller.may(REPORT, Interaction.READ):
        # When patients see a result is decided for each (labresults), and a message has all of it.
        raise not_there(REPORT, str(report_id))
    fhir_type = registry.types()[REPORT]
    with opening.opened_row(call, fhir_type, str(report_id), Action.DOWNLOAD) as grant:
        for each in formats.all_of():
            found = each.original(grant, report_id)
            if found is not None:
                return _as_sent(each, *found)
    raise not_there(REPORT, str(report_id))


def _as_sent(found: MessageFormat, data: bytes, encoding: str) -> Answer:
    headers = {"Content-Disposition": f'attachment; filename="{found.kind}.xml"'}
    kind = f"{sorted(found.content_types)[0]}; charset={encoding}"
    return Answer(200, headers=headers, content_type=kind, body=data)


def _check(request: HttpRequest, method: str) -> None:
    check_host(request)
    if request.method != method:
        text = f"Only {method} is served here."
        raise Refusal.of(405, "not-supported", text, Allow=method)
    raw = request.META.get("QUERY_STRING", "")
    limits.check_address([], parse_qsl(raw, keep_blank_values=True), raw)


def _check_registered(caller: Caller) -> None:
    """Before anything is read: what waits for a patient comes past no gate."""
    registered = caller.actor.registered
    is_registered = registered is not None and Kind.RESULTS in registered.kinds & FOR_CLIENTS
    may = all(caller.may(name, Interaction.CREATE) for name in (REPORT, RESULT))
    if not (is_registered and may):
        with suppress(gate.Refused):
            reason = Reason.NOT_YOURS_TO_WRITE
            refusing.refuse(caller.actor, None, Kind.RESULTS, Action.WRITE, reason)
        raise Refusal.of(403, "forbidden", _NOT_YOURS)
