"""The door of CDS Hooks: which services there are, a call of one, and what came of its cards.

Who calls comes with the tokens of the API, for one patient and with a clinician (docs/cds.md says
why); the gate decides, and one event says what was shown.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from access import gate, refusing
from access.actor import ActorKind
from access.codes import Action, Kind, Reason
from access.grant import Grant
from common.errors import Unacceptable
from common.hooks import HookService, Picked
from common.rest import Interaction
from fhirapi import callers, limits, negotiation, opening, registry
from fhirapi.callers import Caller
from fhirapi.calls import Answer, Call, base
from fhirapi.hooks import asked, services
from fhirapi.outcomes import Refusal
from fhirapi.views import answered, check_only

_JSON = "application/json"
_ONLY = "Only health personnel ask here, with a token for one patient."


@csrf_exempt  # Nothing here goes by a cookie: a browser sends no token by itself.
@login_not_required  # It says what there is, and nothing of anybody.
def discovery(request: HttpRequest) -> HttpResponse:
    """Which services there are."""
    return answered(request, lambda: _discovery(request))


@csrf_exempt
@login_not_required  # Callers have tokens.
def service(request: HttpRequest, service_id: str) -> HttpResponse:
    """The cards of a service."""
    return answered(request, lambda: _told(request, service_id, _cards))


@csrf_exempt
@login_not_required
def feedback(request: HttpRequest, service_id: str) -> HttpResponse:
    """What a clinician did with cards."""
    return answered(request, lambda: _told(request, service_id, _heard))


def _discovery(request: HttpRequest) -> Answer:
    _check(request, "GET")
    found = [
        {
            "hook": each.hook,
            "id": each.id,
            "title": each.title,
            "description": each.description,
            "usageRequirements": f"Health personnel only, by a token for one patient: {base()}",
        }
        for each in services.all_of()
    ]
    return _json({"services": found})


Telling = Callable[[HttpRequest, HookService, Caller, Mapping[str, Any]], Answer]


def _told(request: HttpRequest, service_id: str, tell: Telling) -> Answer:
    _check(request, "POST")
    caller = callers.of(request)
    found = services.of(service_id)
    if found is None:
        raise Refusal.of(404, "not-found", "There is no such service here.")
    _check_caller(caller, found)
    told = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if told != _JSON or request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refusal.of(415, "not-supported", f"Send {_JSON}, not compressed.")
    text = limits.text_of(limits.body(request, "hook_bytes"))
    return tell(request, found, caller, asked.parsed(text))


def _cards(
    request: HttpRequest, found: HookService, caller: Caller, body: Mapping[str, Any]
) -> Answer:
    call = asked.call(body, found)
    languages = request.headers.get("Accept-Language", "")[:200]
    picked = Picked(caller.actor, call.orders, settings.BASE_URL, languages)
    with _opened(caller, found, call.patient_id, Action.LIST) as grant:
        cards = found.answer(grant, picked)
    return _json({"cards": list(cards)})


def _heard(
    request: HttpRequest, found: HookService, caller: Caller, body: Mapping[str, Any]
) -> Answer:
    heard = asked.heard(body)
    try:
        with _opened(caller, found, caller.patient_id, Action.READ) as grant:
            found.hear(grant, caller.actor, heard)
    except Unacceptable as error:
        raise Refusal.of(400, "invalid", str(error), "feedback") from error
    return _json({})


@contextmanager
def _opened(
    caller: Caller, found: HookService, patient_id: uuid.UUID | None, action: Action
) -> Iterator[Grant]:
    """The Grant; for a patient whom the token is not for, and one who is not there, the same no."""
    call = Call(caller, "POST", [found.type_name], (), {}, base())
    fhir_type = registry.types()[found.type_name]
    with opening.opened(call, fhir_type, patient_id, action, kind=Kind(found.kind)) as grant:
        yield grant


def _check_caller(caller: Caller, found: HookService) -> None:
    """A clinician with a patient: a hint is for who decides, and is logged with a name. Before
    anything is read."""
    actor = caller.actor
    if actor.kind is not ActorKind.PRACTITIONER or caller.patient_id is None:
        with suppress(gate.Refused):
            refusing.refuse(
                actor, caller.patient_id, Kind(found.kind), Action.LIST, Reason.NO_CLINICAL_ACCESS
            )
        raise Refusal.of(403, "forbidden", _ONLY)
    if not caller.may(found.type_name, Interaction.SEARCH):
        call = Call(caller, "POST", [found.type_name], (), {}, base())
        opening.out_of_scope(call, registry.types()[found.type_name], Action.LIST)


def _check(request: HttpRequest, method: str) -> None:
    check_only(request, method)
    negotiation.check_accept(request.headers.get("Accept", ""), ())


def _json(value: Mapping[str, Any]) -> Answer:
    return Answer(200, json.dumps(value, ensure_ascii=False), content_type=_JSON)
