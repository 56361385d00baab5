"""What visits and admissions put on a patient's timeline: Encounters of all organisations.

They are read by the values they are searched by (`search`): nothing else of them is lifted out.
"""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.codes import Audience, Kind
from access.confidentiality import BLOCKED_BY_PATIENT, is_citizen, open_codes
from access.grant import Grant, Item
from access.models import CareRelationship, CareResource
from access.received import CONFIDENTIALITY_SYSTEMS
from common.clock import OSLO
from common.fhirtime import period
from common.references import display, mappings
from common.timeline import VISITS, Entry, Stretch, Tag, TimelineSource
from people import directory

_TYPE = "Encounter"
_ADMITTED = frozenset({"IMP", "ACUTE", "NONAC", "SS", "OBSENC"})
# The unit that its care relation names, where it made one (access.care).
_PLACE = Subquery(
    CareRelationship.ungated.filter(resource_id=OuterRef("pk"), organization__isnull=False).values(
        "organization_id"
    )[:1]
)
_MISTAKE = "entered-in-error"
_BLOCKED = Q(search__contains={"_security": [f"={BLOCKED_BY_PATIENT}"]})


def _load(grant: Grant, stretch: Stretch) -> Sequence[Entry]:
    rows = list(_rows(grant, stretch)[: stretch.most])
    named = directory.places({each.place for each in rows if each.place})
    return [_entry(each, named.get(each.place)) for each in rows]


def _rows(grant: Grant, stretch: Stretch) -> QuerySet[Any]:
    rows = _visible(grant).annotate(place=_PLACE).filter(**stretch.parts("sorted_at"))
    if stretch.hidden:
        rows = rows.exclude(id__in=stretch.hidden)
    if stretch.organisation:
        rows = rows.filter(place__in=directory.named_units(stretch.organisation))
    if stretch.after:
        at, own_id = stretch.after
        rows = rows.filter(sorted_at__lte=at).exclude(sorted_at=at, id__gte=own_id)
    return rows.defer("digest").order_by("-sorted_at", "-id")


def _visible(grant: Grant) -> QuerySet[CareResource]:
    """By the codes that its sender has put on it. Citizens see no visit with a code that hides or
    that nobody knows, and none that was registered by mistake."""
    rows: QuerySet[CareResource] = CareResource.objects.under(grant).filter(resource_type=_TYPE)
    if grant.audience is Audience.CLINICIAN:
        return rows.exclude(_BLOCKED)
    if not is_citizen(grant.audience):
        return rows
    allowed = [f"={code}" for code in open_codes(grant.audience)]
    for system in CONFIDENTIALITY_SYSTEMS:
        allowed += [f"{system}|", *(f"{system}|{each[1:]}" for each in allowed if each[0] == "=")]
    labelled = Q(search__has_key="_security")
    is_open = Q(search___security__contained_by=allowed)
    return rows.filter(~labelled | is_open).exclude(search__contains={"status": [f"={_MISTAKE}"]})


def _entry(row: Any, place: directory.Placed | None) -> Entry:
    resource: Mapping[str, Any] = json.loads(row.wire)
    said = [
        display(each) for each in (*mappings(resource.get("type")), resource.get("serviceType"))
    ]
    about = [*map(display, mappings(resource.get("reasonCode"))), _stay(resource)]
    provider = resource.get("serviceProvider") or {}
    return Entry(
        id=row.id,
        at=row.sorted_at,
        kind=VISITS,
        title=next(filter(None, said), "") or _title(row.search),
        more=", ".join(filter(None, about)),
        organisation=place.legal_entity_name if place else str(provider.get("display") or ""),
        place=place.name if place and place.name != place.legal_entity_name else "",
        tags=_tags(row.search),
        logged=Item(_TYPE, row.id, row.version, row.patient_id, "listed"),
    )


def _title(search: Mapping[str, Any]) -> str:
    """What kind of contact it was, in plain words, by its class."""
    codes = {str(each).removeprefix("=") for each in search.get("class", ())}
    if codes & _ADMITTED:
        return _("Admission to hospital")
    if "EMER" in codes:
        return _("Visit at the emergency department")
    if "HH" in codes:
        return _("Visit at home")
    if "VR" in codes:
        return _("Contact by phone or video")
    return _("Consultation") if "AMB" in codes else _("Visit")


def _stay(resource: Mapping[str, Any]) -> str:
    """Until when it was, of what lasted into another day."""
    begin, end = (each and each.astimezone(OSLO).date() for each in period(resource.get("period")))
    if not begin or not end or end <= begin:
        return ""
    return _("until %(day)s") % {"day": f"{end:%d.%m.%Y}"}


def _tags(search: Mapping[str, Any]) -> Sequence[Tag]:
    statuses = {str(each) for each in search.get("status", ())}
    told = (
        ("=planned", _("planned"), "info"),
        ("=in-progress", _("going on"), "info"),
        ("=cancelled", _("cancelled"), "neutral"),
        (f"={_MISTAKE}", _("registered by mistake"), "danger"),
    )
    return [(words, tone) for status, words, tone in told if status in statuses]


def _organisations(grant: Grant) -> Collection[str]:
    rows = _visible(grant).annotate(place=_PLACE).order_by().values_list("place", flat=True)
    found = directory.places({each for each in rows.distinct() if each})
    return {each.legal_entity_name for each in found.values()}


def _withheld(grant: Grant) -> int:
    if grant.audience is not Audience.CLINICIAN:
        return 0
    return CareResource.objects.under(grant).filter(_BLOCKED, resource_type=_TYPE).count()


def names(grant: Grant, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """What the log calls them: what it was, and when."""
    rows = _visible(grant).filter(id__in=ids)
    return {row.id: f"{_title(row.search)} · {_day(row.sorted_at)}" for row in rows}


def _day(at: datetime) -> str:
    return f"{at.astimezone(OSLO):%d.%m.%Y}"


SOURCE = TimelineSource(
    30,
    {VISITS: gettext_lazy("Visits and admissions")},
    # Who may read what was written of a visit may know of the visit.
    Kind.JOURNAL,
    _load,
    _organisations,
    _withheld,
)
