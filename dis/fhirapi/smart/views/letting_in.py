"""The page on which somebody lets an app in: what it asks for, for whom, and yes or no."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2 import AccessDeniedError, InvalidRequestError

from access import gate
from access.actor import Actor, ActorKind
from access.codes import Action, Kind
from access.representation import acting
from access.settings.services import Hand, NotYours
from fhirapi import scopes
from fhirapi.calls import base
from fhirapi.smart import launching, offered, services, words
from fhirapi.smart.inputs import LetInInput
from fhirapi.smart.validating import S256
from fhirapi.smart.views.plain import without_nul

_LIBRARY = OAuthLibMixin()
_SCHEMES = settings.OAUTH2_PROVIDER["ALLOWED_REDIRECT_URI_SCHEMES"]
# What of the request goes into the code; the rest of what the library has read is its own.
_KEPT = (
    *("client_id", "redirect_uri", "response_type", "state", "nonce", "claims"),
    *("code_challenge", "code_challenge_method"),
)


@dataclass(frozen=True)
class Asked:
    """What an app asks for, once the library and we have found nothing wrong with it."""

    app: Any
    scopes: list[str]
    credentials: dict[str, Any]

    @property
    def data(self) -> list[str]:
        return sorted(scopes.of_data(" ".join(self.scopes)))

    @property
    def others(self) -> list[str]:
        return [each for each in self.scopes if each in offered.ABOUT_OPENING]

    @property
    def sends_to(self) -> str:
        """The origin to which the answer goes, which the page's form has to be allowed to."""
        place = urlsplit(self.credentials["redirect_uri"])
        return f"{place.scheme}://{place.netloc}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@without_nul
def let_in(request: HttpRequest) -> HttpResponseBase:
    """Ask whoever is signed in, and send the browser back to the app with the answer."""
    try:
        asked = _asked(request)
        if offered.LAUNCH in asked.scopes:
            return _send(_beside_record(request, asked))
        return _decided(request, asked)
    except OAuthToolkitError as error:
        return _stopped(request, error)


def _asked(request: HttpRequest) -> Asked:
    wanted, credentials = _LIBRARY.validate_authorization_request(request)
    app = services.app_with(credentials["client_id"])
    if app is None:
        raise _wrong(credentials, "The app is not let in.")
    if request.GET.get("code_challenge_method") != S256:
        raise _wrong(credentials, "PKCE needs S256.")
    if request.GET.get("aud", "").rstrip("/") != base():
        raise _wrong(credentials, "aud is not the address of this API.")
    if not credentials.get("state"):
        raise _wrong(credentials, "state is missing.")
    return Asked(app, list(wanted), credentials)


def _decided(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The page, or what came of it. Only citizens let apps in; a practitioner's role does not."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    actor = Actor.from_request(request)
    if actor.kind is not ActorKind.CITIZEN:
        return render(request, "smart/not_as_citizen.html", {"app": asked.app}, status=403)
    if request.POST.get("do") == "refuse":
        raise _denied(asked)
    patients = _patients(actor, hat)
    groups = words.asked_for(asked.data)
    is_sent = request.method == "POST"
    form = LetInInput(patients, groups, request.POST if is_sent else None)
    problem = ""
    if is_sent and form.is_valid():
        chosen = form.chosen_groups(groups)
        given = [each for group in chosen for each in words.within(asked.data, group)]
        try:
            return _send(_given(request, actor, form.chosen_patient(), asked, given))
        except (gate.Refused, NotYours):
            problem = _("You cannot let an app into this record.")
    return _page(request, asked, form, groups, problem)


def _page(
    request: HttpRequest, asked: Asked, form: LetInInput, groups: list[Any], problem: str
) -> HttpResponseBase:
    values = {
        "app": asked.app,
        "purpose": words.purpose(asked.app),
        "form": form,
        "groups": groups,
        "problem": problem,
        "lasts": offered.OFFLINE in asked.scopes,
        "sends_to": urlsplit(asked.credentials["redirect_uri"]).hostname,
    }
    status = 422 if form.is_bound else 200
    # A form's answer may lead to the app only where the page's own rules say so.
    allowed = csp_update({"form-action": [asked.sends_to]})
    return allowed(lambda asking: render(asking, "smart/let_in.html", values, status=status))(
        request
    )


def _given(
    request: HttpRequest, actor: Actor, patient_id: uuid.UUID, asked: Asked, given: list[str]
) -> str:
    """Where to send the browser once the access stands. Without a code there is no access."""
    with gate.open_record(actor, patient_id, Kind.SETTINGS, action=Action.WRITE) as grant:
        row = services.give(grant, Hand.of(actor, grant), asked.app, given)
        wanted = [*asked.others, *given]
        return _code(request, asked, wanted, given_id=row.id, launched_id=None)


def _beside_record(request: HttpRequest, asked: Asked) -> str:
    """An app that a clinician has opened from a record: no further question, for administrators
    have let it in, and the record is open on an attestation."""
    actor = Actor.from_request(request)
    launch = launching.take(request, request.GET.get("launch", ""), str(asked.app.client_id))
    if launch is None or actor.kind is not ActorKind.PRACTITIONER:
        raise _denied(asked)
    try:
        with gate.open_record(actor, launch.patient_id, Kind.RECORD) as grant:
            row = services.launch(grant, actor, asked.app)
            return _code(request, asked, asked.scopes, given_id=None, launched_id=row.id)
    except (gate.Refused, NotYours) as refused:
        raise _denied(asked) from refused


def _code(request: HttpRequest, asked: Asked, given: list[str], **bound: Any) -> str:
    credentials = {name: asked.credentials.get(name) for name in _KEPT} | bound
    found = _LIBRARY.create_authorization_response(request, " ".join(given), credentials, True)
    return str(found[0])


def _patients(actor: Actor, hat: Any) -> list[tuple[uuid.UUID, str]]:
    """Oneself, and the children for whom the citizen decides. Whoever acts with a power of attorney
    changes no settings, and lets no app in."""
    found = [(hat.patient_id, _("Yourself"))] if hat.patient_id else []
    held = acting.held(actor)
    return found + [(each.patient_id, each.name) for each in held if not each.may_let_go]


def _wrong(credentials: dict[str, Any], text: str) -> OAuthToolkitError:
    error = InvalidRequestError(description=text, state=credentials.get("state"))
    return OAuthToolkitError(error=error, redirect_uri=credentials["redirect_uri"])


def _denied(asked: Asked) -> OAuthToolkitError:
    error = AccessDeniedError(state=asked.credentials.get("state"))
    return OAuthToolkitError(error=error, redirect_uri=asked.credentials["redirect_uri"])


def _send(uri: str) -> HttpResponseBase:
    found: HttpResponseBase = OAuth2ResponseRedirect(uri, _SCHEMES)
    return found


def _stopped(request: HttpRequest, error: OAuthToolkitError) -> HttpResponseBase:
    """Back to the app with what is wrong; never to an address that is not the app's."""
    may_redirect, answer = _LIBRARY.error_response(error)
    if not may_redirect or not answer["error"].redirect_uri:
        return render(request, "smart/wrong.html", status=400)
    return _send(answer["url"])
