"""What access offers to the home pages and the navigation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import (
    log_filters,
    looking,
    looking_pages,
    presenters,
    runs,
    telling,
    visits,
)
from access.actor import Actor
from access.alerts import cards
from access.codes import Kind
from access.grant import Grant
from access.inputs import FindPatientInput
from access.looking import Choice
from access.representation import acting
from access.reviews import parts as reviews
from access.unit_patients import Wanted
from common.declarations import (
    AdminEntry,
    Audience,
    HomeCard,
    ItemDescriber,
    NavigationItem,
    PatientCard,
)
from people.codes import RoleCode

RECENT_DAYS = 30
MOST_EMERGENCIES = 10
_ANSWER_FOR_THE_LOG = frozenset({RoleCode.PRIVACY_OFFICER, RoleCode.ADMINISTRATOR})


def _looked(grant: Grant) -> Mapping[str, Any]:
    """How many have looked lately, and whether one of them came in an emergency."""
    recent = Choice(since=log_filters.since_days_ago(RECENT_DAYS))
    groups, _total = looking.groups(
        grant, replace(recent, reason="emergency"), limit=MOST_EMERGENCIES
    )
    return {
        "people_count": looking_pages.people_count(grant, recent),
        "emergencies": telling.looks(grant, groups, recent),
        "log_url": reverse("access:who-looked"),
    }


def _find(request: HttpRequest) -> Mapping[str, Any]:
    return {"form": FindPatientInput(), "find_url": reverse("access:find-patient")}


def _unit(request: HttpRequest) -> Mapping[str, Any] | None:
    role = Actor.from_request(request).role
    if role is None:
        return None
    return {
        "unit_name": role.workplace,
        "unit_url": reverse("access:unit-list"),
        "lists": presenters.tabs(Wanted()),
    }


def _log_check(request: HttpRequest) -> Mapping[str, Any] | None:
    """Whether patients are shown all of the log, for those who answer for it."""
    role = Actor.from_request(request).role
    if role is None or role.code not in _ANSWER_FOR_THE_LOG:
        return None
    run = runs.latest()
    return {"run": run, "is_late": runs.is_late(run)}


def _family(request: HttpRequest) -> Mapping[str, Any] | None:
    """Those for whom the citizen may act today, by name, and as what."""
    actor = Actor.from_request(request)
    if actor.person_id is None:
        return None
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin
    people = acting.held(actor, besides=hat.acting_for)
    patient_id = hat.acting_for or hat.patient_id
    known = getattr(request, "patient_facts", None)
    has_page = patient_id is not None and acting.may_see(actor.person_id, patient_id, known)
    return {"people": people, "has_page": has_page} if people or has_page else None


PARTS = (
    PatientCard(30, "access/card_looked.html", _looked, Kind.LOG),
    HomeCard(Audience.CITIZEN, 40, "access/card_family.html", _family),
    HomeCard(Audience.PRACTITIONER, 10, "access/card_find.html", _find),
    HomeCard(Audience.PRACTITIONER, 20, "access/card_unit.html", _unit),
    HomeCard(Audience.ADMINISTRATOR, 14, "access/card_alerts.html", cards.alerts),
    HomeCard(Audience.ADMINISTRATOR, 15, "access/card_log_check.html", _log_check),
    AdminEntry(
        30,
        _("What is kept for how long"),
        _("The rules, when they were last kept, and whether health personnel can be checked."),
        "access:retention",
    ),
    NavigationItem(Audience.CITIZEN, 90, _("Who has looked"), "access:who-looked"),
    NavigationItem(
        Audience.ADMINISTRATOR,
        36,
        _("Unusual reading"),
        "access:alerts",
        roles=frozenset({RoleCode.PRIVACY_OFFICER}),
    ),
    NavigationItem(Audience.PRACTITIONER, 10, _("Find a patient"), "access:find-patient"),
    NavigationItem(Audience.PRACTITIONER, 20, _("The unit"), "access:unit-list"),
    *reviews.PARTS,
    visits.SOURCE,
)
DESCRIBERS = (ItemDescriber("Encounter", Kind.RECORD, visits.names),)
