"""What pages show of reviews, as plain values made inside the Grant."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from access.codes import FOR_CLINICIANS, Basis, ConsentBy, ConsentForm, Ground
from access.reviews import inputs
from access.reviews.codes import UNDECIDED, ReviewStatus
from access.reviews.queue import Wanted
from access.reviews.reading import Reading
from common import clock, lists
from people.codes import RoleCode

if TYPE_CHECKING:
    from access.models import AccessReview, AccessReviewStep
    from people.models import Patient

_TONES = {
    ReviewStatus.OPEN: "neutral",
    ReviewStatus.ASKED: "info",
    ReviewStatus.IN_ORDER: "success",
    ReviewStatus.NOT_IN_ORDER: "danger",
}
_BASIS_TONES = {Basis.EMERGENCY: "danger", Basis.DECLARED: "neutral"}


@dataclass(frozen=True)
class Row:
    """One opening in the list. It names who opened, and not the patient."""

    url: str
    actor_name: str
    role_text: str
    workplace: str
    basis_text: str
    basis_tone: str
    opened_at: datetime
    due_on: date
    decided_at: datetime | None
    status_text: str
    status_tone: str
    is_open: bool
    is_overdue: bool


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    text: str
    words: str


@dataclass(frozen=True)
class Page:
    """One opening as its reviewer reads it; `consent` are the facts of one, `read` of the log."""

    row: Row
    patient_name: str
    birth_date: date | None
    ground_text: str
    is_elevated: bool
    consent: Sequence[tuple[str, Any]]
    free_text: str
    read: Reading
    version: int
    may_decide: bool
    history: Sequence[Step]


def row(review: AccessReview) -> Row:
    status, basis = ReviewStatus(review.status), Basis(review.basis)
    known = review.role_code in RoleCode.values
    return Row(
        url=reverse("access:review", args=[review.id]),
        actor_name=review.actor_name,
        role_text=str(RoleCode(review.role_code).label) if known else "",
        workplace=review.workplace,
        basis_text=basis_text(basis),
        basis_tone=_BASIS_TONES.get(basis, "warning"),
        opened_at=review.opened_at,
        due_on=review.due_on,
        decided_at=review.decided_at,
        status_text=str(status.label),
        status_tone=_TONES[status],
        is_open=status in UNDECIDED,
        is_overdue=status in UNDECIDED and review.due_on < clock.today(),
    )


def page(
    review: AccessReview, patient: Patient, steps: Sequence[AccessReviewStep], read: Reading
) -> Page:
    stated = review.attestation
    ground = stated.content["purpose_of_use_details"]
    return Page(
        row=row(review),
        patient_name=patient.name,
        birth_date=patient.birth_date,
        ground_text=str(FOR_CLINICIANS[Ground(ground)]) if ground in Ground.values else "",
        is_elevated=bool(stated.content.get("is_elevated")),
        consent=_consent(stated.content),
        free_text=stated.free_text,
        read=read,
        version=review.version,
        may_decide=review.status in UNDECIDED,
        history=[_step(each) for each in steps],
    )


def basis_text(basis: str) -> str:
    words = {
        Basis.RELATION: _("On a care relation"),
        Basis.DECLARED: _("Own statement"),
        Basis.CONSENT: _("Consent, without a care relation"),
        Basis.INCAPABLE: _("Patient could not consent"),
        Basis.EMERGENCY: _("Emergency"),
    }
    return words[Basis(basis)]


def tabs(wanted: Wanted) -> list[lists.Tab]:
    words = {
        "open": _("Not decided"),
        "asked": _("Waits for a leader"),
        "done": _("Decided in the last year"),
    }
    return lists.tabs(reverse("access:reviews"), words, wanted.state)


def filters(wanted: Wanted, people: Mapping[uuid.UUID, str]) -> list[Mapping[str, Any]]:
    """The filters of the list, as components/filter_bar.html wants them."""
    found = [
        lists.select(
            "grunnlag",
            _("Opened on"),
            {basis.value: basis_text(basis) for basis in inputs.BASES},
            wanted.basis,
        ),
        lists.select(
            "person",
            _("Opened by"),
            {str(key): name or _("Name unknown") for key, name in people.items()},
            str(wanted.person_id or ""),
        ),
    ]
    if wanted.state != "done":
        chosen = "utlopt" if wanted.is_overdue else ""
        found.append(lists.select("frist", _("Deadline"), {"utlopt": _("Overdue")}, chosen))
    return found


def more_url(wanted: Wanted) -> str:
    """The address of the list without its filters."""
    return f"{reverse('access:reviews')}?{urlencode({'vis': wanted.state})}"


def _consent(content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """How a consent was given, by whom and when."""
    form, giver = content.get("consent_form"), content.get("consent_by")
    if not form:
        return []
    facts: list[tuple[str, Any]] = [(_("Consent"), ConsentForm(form).label)]
    if giver:
        facts.append((_("Given by"), ConsentBy(giver).label))
    if content.get("consent_at"):
        facts.append((_("When it was given"), datetime.fromisoformat(content["consent_at"])))
    return facts


def _step(step: AccessReviewStep) -> Step:
    return Step(
        step.recorded_at, step.author_name, str(ReviewStatus(step.status).label), step.words
    )
