"""What patients are told of how an opening was stated and reviewed, beside their log."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from access.codes import ATTESTATION_MINUTES, Basis, ConsentBy, ConsentForm, Kind
from access.grant import Grant
from access.looking import Group
from access.models import AccessReview, StatedAttestation
from access.reviews.codes import ReviewStatus
from common.clock import OSLO

_STATED = frozenset({Basis.DECLARED, Basis.CONSENT, Basis.INCAPABLE, Basis.EMERGENCY})
_LONGEST = timedelta(minutes=ATTESTATION_MINUTES)
_TONES = {ReviewStatus.IN_ORDER: "success", ReviewStatus.NOT_IN_ORDER: "danger"}


@dataclass
class Told:
    """Of one row of the log: sentences for who wants to know more, who is said to have agreed, and
    the outcome in a word."""

    sentences: list[str] = field(default_factory=list)
    agreed: list[str] = field(default_factory=list)
    outcome: str = ""
    tone: str = ""


def told(grant: Grant, groups: Sequence[Group]) -> list[Told]:
    """For each of these rows, in their order. Two questions where anything was stated."""
    grant.check(Kind.LOG)
    stated = [each for each in groups if each.basis in _STATED]
    if not stated:
        return [Told() for _each in groups]
    statements = _statements(grant, stated)
    reviews = {
        each.attestation_id: each
        for each in AccessReview.ungated.filter(
            patient_id__in=grant.patient_ids, attestation_id__in=[each.id for each in statements]
        )
    }
    return [_told(each, statements, reviews) for each in groups]


def _statements(grant: Grant, groups: Sequence[Group]) -> list[StatedAttestation]:
    found = StatedAttestation.ungated.filter(
        patient_id__in=grant.patient_ids,
        person_id__in={each.person_id for each in groups},
        basis__in={each.basis for each in groups},
        toa__gte=min(each.first_at for each in groups) - _LONGEST,
        toa__lte=max(each.last_at for each in groups),
    )
    return list(found.order_by("toa"))


def _told(
    group: Group,
    statements: Sequence[StatedAttestation],
    reviews: dict[uuid.UUID, AccessReview],
) -> Told:
    """The last outcome stands in the row; where one opening was not in order, that one does."""
    result = Told()
    if group.basis not in _STATED:
        return result
    for each in statements:
        if not _belongs(each, group):
            continue
        result.sentences += _consent(each.content)
        result.agreed.append(_agreed(each.content))
        review = reviews.get(each.id)
        if review is not None:
            result.sentences.append(_sentence(review))
            if result.tone != "danger" and review.status in _TONES:
                status = ReviewStatus(review.status)
                result.outcome, result.tone = _outcome(status), _TONES[status]
    result.sentences = list(dict.fromkeys(result.sentences))
    said = result.agreed or [_agreed({})]
    result.agreed = list(dict.fromkeys(said)) if group.basis == Basis.CONSENT else []
    return result


def _belongs(stated: StatedAttestation, group: Group) -> bool:
    who = (stated.patient_id, stated.person_id, stated.role_id, stated.basis)
    is_whose = who == (group.patient_id, group.person_id, group.role_id, group.basis)
    return is_whose and group.first_at - _LONGEST <= stated.toa <= group.last_at


def _agreed(content: dict[str, Any]) -> str:
    """Who is said to have agreed, in a tag; what is not known is not made up."""
    if content.get("consent_form") == ConsentForm.DIGITAL:
        return _("You had agreed here")
    words = {
        ConsentBy.PATIENT.value: _("Says that you agreed"),
        ConsentBy.NEXT_OF_KIN.value: _("Says that your next of kin agreed"),
        ConsentBy.GUARDIAN.value: _("Says that your guardian agreed"),
    }
    return words.get(content.get("consent_by", ""), _("Says that there was consent"))


def _consent(content: dict[str, Any]) -> list[str]:
    if content.get("consent_form") == ConsentForm.DIGITAL:
        return [_("You had registered here that you agree.")]
    if not content.get("consent_at"):
        return []
    at = datetime.fromisoformat(content["consent_at"]).astimezone(OSLO)
    words = {
        ConsentBy.PATIENT: _("It is stated that you agreed in words, %(day)s at %(time)s."),
        ConsentBy.NEXT_OF_KIN: _(
            "It is stated that your next of kin agreed in words, %(day)s at %(time)s."
        ),
        ConsentBy.GUARDIAN: _(
            "It is stated that your guardian agreed in words, %(day)s at %(time)s."
        ),
    }
    day_and_time = {"day": f"{at:%d.%m.%Y}", "time": f"{at:%H:%M}"}
    return [words[ConsentBy(content["consent_by"])] % day_and_time]


def _sentence(review: AccessReview) -> str:
    words = {
        ReviewStatus.OPEN: _("%(place)s checks by %(day)s whether the opening was in order."),
        ReviewStatus.ASKED: _(
            "%(place)s is checking the opening, and has asked the person's leader about it."
        ),
        ReviewStatus.IN_ORDER: _("%(place)s has checked the opening and found it in order."),
        ReviewStatus.NOT_IN_ORDER: _(
            "%(place)s has checked the opening and found that it should not have been made. You can"
            " ask the place about it."
        ),
    }
    values = {"place": review.owner_name, "day": f"{review.due_on:%d.%m.%Y}"}
    return words[ReviewStatus(review.status)] % values


def _outcome(status: ReviewStatus) -> str:
    if status is ReviewStatus.IN_ORDER:
        return _("Checked: in order")
    return _("Checked: not in order")
