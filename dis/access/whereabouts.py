"""Where a clinician was: the page of patients, the record's page, and whom the session has opened.

Kept in the session, and dropped with the hat (people.signin.hats).
"""

import uuid
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from people.signin import onward

MOST_OPENED = 5
_PAGE, _MATCH, _OPENED = "patients_page", "unit_match", "last_opened"


def remember_page(request: HttpRequest, address: str) -> None:
    """The page of patients to which the record's pages lead back. It holds no name."""
    if request.session.get(_PAGE) != address:
        request.session[_PAGE] = address


def patients_page(request: HttpRequest) -> str:
    found: str = request.session.get(_PAGE) or reverse("access:unit-list")
    return found


def match(request: HttpRequest) -> str:
    """The part of a name that narrows the unit's list. Never in an address."""
    found: str = request.session.get(_MATCH, "")
    return found


def remember_match(request: HttpRequest, typed: str) -> None:
    request.session[_MATCH] = typed


def last_opened(request: HttpRequest) -> list[uuid.UUID]:
    """Whom this session has opened, the latest first. The gate decides anew on each of them."""
    return [uuid.UUID(each) for each in request.session.get(_OPENED, [])]


def remember_opened(request: HttpRequest, patient_id: uuid.UUID) -> None:
    kept = [str(each) for each in last_opened(request) if each != patient_id]
    request.session[_OPENED] = [str(patient_id), *kept][:MOST_OPENED]


def to_reason(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """To the page where a ground is stated, and from there back to the page that was asked for."""
    address = reverse("access:open-record", args=[patient_id])
    place = in_record(request, patient_id, onward.page_of(request))
    if place and place != reverse("portal:record", args=[patient_id]):
        address = f"{address}?{urlencode({'next': place})}"
    if request.headers.get("HX-Request"):
        # A part of a page cannot show this; have htmx leave the page.
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def in_record(request: HttpRequest, patient_id: uuid.UUID, wanted: str | None) -> str:
    """The page if it is one of this patient's record; empty otherwise."""
    place = onward.safe(request, wanted)
    try:
        found = resolve(urlsplit(place).path)
    except (Resolver404, ValueError):
        return ""
    is_of_patient = found.kwargs.get("patient_id") == patient_id
    return place if is_of_patient and found.view_name != "access:open-record" else ""
