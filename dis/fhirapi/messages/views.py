"""The address to which laboratories send messages that are not FHIR, and read them back."""

import json
import uuid
from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from access.actor import ActorKind
from access.codes import Action
from common.messages import MessageFormat, Sender, Told
from common.rest import Interaction
from fhirapi import callers, limits, opening, registry
from fhirapi.calls import Answer, Call, base
from fhirapi.messages import formats, registered
from fhirapi.messages.registered import REPORT
from fhirapi.outcomes import Refusal, not_there
from fhirapi.views import answered, check_only


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
    check_only(request, "POST")
    caller = callers.of(request)
    registered.check(caller)
    told_type = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    found = formats.of(told_type)
    if found is None or request.headers.get("Content-Encoding", "identity") != "identity":
        kinds = sorted(kind for each in formats.all_of() for kind in each.content_types)
        text = f"Messages are taken as {' or '.join(kinds)}, not compressed."
        raise Refusal.of(415, "not-supported", text)
    data = limits.body(request)
    sender = Sender(caller.actor, caller.source, caller.actor.system_name)
    told = found.take([("", data)], sender)
    return Answer(registered.status(told), receipt(told), content_type="application/json")


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
    check_only(request, "GET")
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
    kind = sorted(found.content_types)[0]
    suffix = kind.rpartition("+")[2].rpartition("/")[2]
    headers = {"Content-Disposition": f'attachment; filename="{found.kind}.{suffix}"'}
    kind = f"{kind}; charset={encoding}"
    return Answer(200, headers=headers, content_type=kind, body=data)
