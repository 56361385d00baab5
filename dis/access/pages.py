"""What every page about a patient needs: whose record, the banner, and the answer to a refusal."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from access import banners, gate, selectors, whereabouts
from access.actor import Actor, ActorKind
from access.codes import FOR_CLINICIANS, Basis, Ground, Kind, Reason
from access.gate import Refused
from access.grant import Grant
from people.codes import Gender

P = ParamSpec("P")


def own_patient_id(request: HttpRequest) -> uuid.UUID:
    """The patient that a citizen reads about: himself, or the one he acts for; else 404."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != ActorKind.CITIZEN:
        raise Http404
    found: uuid.UUID | None = hat.acting_for or hat.patient_id
    if found is None:
        raise Http404
    return found


def practitioner(request: HttpRequest) -> Actor:
    """Who works with patients in the hat that is on; to everybody else the page is not there."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != ActorKind.PRACTITIONER:
        raise Http404
    return Actor.from_request(request)


def answers_refusals(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Not yours and not there are the same 404. Two refusals say more, to those who may know it:
    a practitioner who can still state a ground is led there, a family is told about its own ages.

    An address with a patient's id is a page for practitioners; all others are turned away.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        patient_id = _patient_in(request)
        try:
            if patient_id is not None:
                _turn_away_others(request, patient_id)
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if refusal.may_state and patient_id is not None:
                return whereabouts.to_reason(request, patient_id)
            if refusal.reason in _WORDS:
                return _in_words(request, refusal.reason)
            raise Http404 from refusal

    return guarded


def banner(grant: Grant, *, withheld: int) -> dict[str, Any]:
    """A clinician's banner: which patient, why access is given, until when, what is withheld."""
    patient = patient_values(grant) | {"critical": banners.lines(grant)}
    return {"patient": patient, "access": _access(grant, withheld)}


def patient_values(grant: Grant) -> dict[str, Any]:
    patient = selectors.patient(grant)
    return {
        "id": patient.id,
        "name": patient.name,
        "birth_date": patient.birth_date,
        "gender_text": Gender(patient.gender).label,
        "deceased_on": patient.deceased_on,
    }


def need(grant: Grant, kind: Kind) -> None:
    """Refuse a page that is made of more than the Grant opens to this citizen."""
    if kind not in grant.kinds:
        raise Refused(Reason.NOT_IN_POLICY)


def words_for(reason: Reason) -> str:
    """Why a citizen's own family rules close a record, in words; a neutral sentence otherwise."""
    words = _WORDS.get(reason)
    return words() if words else _("You cannot open this record here.")


def log_url(request: HttpRequest, item_id: uuid.UUID | None = None) -> str:
    """Where a citizen sees who has looked, at all or at one thing; nothing for others."""
    if request.hat.kind != ActorKind.CITIZEN:  # type: ignore[attr-defined]  # by middleware
        return ""
    if item_id is None:
        return reverse("access:who-looked")
    return reverse("access:document-log", args=[item_id])


def _access(grant: Grant, withheld: int) -> dict[str, Any]:
    held = grant.attestation
    if held is None:
        return {"withheld_count": withheld}
    words = {
        Basis.RELATION: FOR_CLINICIANS.get(Ground(held.ground)) if held.ground else "",
        Basis.DECLARED: _("Opened without a registered care relation"),
        Basis.CONSENT: _("Opened with the patient's consent"),
        Basis.INCAPABLE: _("Opened for a patient who cannot consent"),
        Basis.EMERGENCY: "",
    }
    return {
        "ground_text": words[Basis(held.basis)],
        "until": held.expires_at,
        "is_emergency": held.basis == Basis.EMERGENCY,
        "is_self_declared": held.is_user_selected,
        "withheld_count": withheld,
        "open_blocked_url": reverse("access:open-record", args=[grant.patient_id])
        if withheld
        else "",
    }


def _patient_in(request: HttpRequest) -> uuid.UUID | None:
    match = request.resolver_match
    return match.kwargs.get("patient_id") if match else None


def _turn_away_others(request: HttpRequest, patient_id: uuid.UUID) -> None:
    actor = Actor.from_request(request)
    if actor.kind is not ActorKind.PRACTITIONER:
        gate.turn_away(actor, patient_id)


def _in_words(request: HttpRequest, reason: Reason) -> HttpResponse:
    values = {
        "title": _("This record is not open to you here"),
        "text": _WORDS[reason](),
        "steps": [(_("Go to the front page"), reverse("portal:landing"))],
    }
    return render(request, "access/refused.html", values, status=403)


def _call() -> dict[str, str]:
    return {"phone": settings.HELPLINE_PHONE}


_WORDS: dict[Reason, Callable[[], str]] = {
    Reason.ACCESS_CLOSED: lambda: (
        _(
            "Your digital access is closed, as you or the helpline have decided. Call us on"
            " %(phone)s to have it opened again."
        )
        % _call()
    ),
    Reason.TOO_YOUNG: lambda: _(
        "You are too young to use this alone. A parent can do it for you: ask them to show you."
    ),
    Reason.YOUTH_NOT_OPEN: lambda: _(
        "You are too young to use this here. Ask where you are treated, or the school nurse: they"
        " can tell you what stands in your record."
    ),
    Reason.NO_YOUTH_CONSENT: lambda: _(
        "A parent must agree before you can use this alone. Ask a parent to sign in here and agree"
        " for you. You can always talk to the school nurse."
    ),
    Reason.CHILD_TOO_OLD: lambda: _(
        "Your child is so old now that parents can no longer use this. Talk to your child, or to"
        " the place that treats your child."
    ),
    Reason.NOT_AT_ADDRESS: lambda: (
        _(
            "Parents can act here when a parent with parental responsibility has the same"
            " registered address as the child. We do not find that. Call us on %(phone)s if it is"
            " wrong."
        )
        % _call()
    ),
    Reason.RESPONSIBILITY_UNKNOWN: lambda: (
        _(
            "Only parents who are registered with parental responsibility can act for a child"
            " here. Foster parents and institutions cannot do it digitally. Call us on %(phone)s,"
            " and we help you."
        )
        % _call()
    ),
    Reason.NOT_IN_POLICY: lambda: _(
        "You can act for this person, but not in this service. The person can do it, or call the"
        " place of treatment."
    ),
    Reason.CONFIDENTIAL_ADDRESS: lambda: _(
        "For safety nobody can act for others here when one of them has a confidential address."
        " Call the place of treatment."
    ),
}
