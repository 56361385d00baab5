"""Pages of what the patient decides: all at a glance, restrictions, reservation, own access."""

import uuid
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import describing
from access.codes import Action, Audience, Instrument, Scope
from access.grant import Grant
from access.settings import inputs, presenters, selectors, services
from access.settings.desk import Deed, Desk, at_desk, do, show
from access.settings.inputs import ConfirmInput, PatientInput
from common.typed import page_number

_ANY = ["GET", "HEAD", "POST"]
STEPS_ON_PAGE = 50


@require_safe
@at_desk
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    return show(request, desk, "access/settings/overview.html")


@require_safe
@at_desk
def history(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who has decided what, when and as what."""

    def steps(grant: Grant) -> dict[str, Any]:
        pages = Paginator(presenters.history(grant), STEPS_ON_PAGE)
        return {"page": pages.get_page(page_number(request.GET))}

    return show(request, desk, "access/settings/history.html", more=steps)


@require_http_methods(_ANY)
@at_desk
def restriction(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Close the record or kinds of documents, and open them again."""
    form: PatientInput | None = None
    if request.method == "POST":
        deed, said = _restricting(request)
        sort = ConfirmInput if request.POST.get("do") == "close-record" else PatientInput
        form = sort(desk.patient_id, request.POST)
        done = do(request, desk, form, deed, said=said, back=desk.url("restriction"))
        if done:
            return done
    return show(request, desk, "access/settings/restriction.html", form)


@require_http_methods(_ANY)
@at_desk
def document(request: HttpRequest, desk: Desk, document_id: uuid.UUID) -> HttpResponse:
    """Close one document or one report that the reader sees, and open it again."""

    def named(grant: Grant) -> dict[str, Any]:
        can_read = not desk.is_helpline
        sort, name = presenters.one_to_close(grant, document_id) if can_read else ("", "")
        if not sort:
            raise Http404
        return {
            "name": name,
            "is_report": sort == presenters.REPORT,
            "document_url": describing.url(grant, document_id),
            "closed": selectors.current(grant).part(document_id=document_id),
        }

    form: PatientInput | None = None
    if request.method == "POST":
        with desk.grant(Action.READ) as grant:
            is_report = named(grant)["is_report"]
        form = PatientInput(desk.patient_id, request.POST)
        deed: Deed = partial(services.restrict, scope=Scope.DOCUMENT, document_id=document_id)
        said = _("The answer is blocked.") if is_report else _("The document is blocked.")
        if request.POST.get("do") != "close":
            deed = _ending(request, Instrument.RESTRICTION)
            said = _("It is open again.") if is_report else _("The document is open again.")
        done = do(request, desk, form, deed, said=said, back=request.path)
        if done:
            return done
    return show(request, desk, "access/settings/document.html", form, more=named)


@require_http_methods(_ANY)
@at_desk
def reservation(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Leave the sharing of records, and come back."""
    form: PatientInput | None = None
    if request.method == "POST":
        is_leaving = request.POST.get("do") == "reserve"
        form = (ConfirmInput if is_leaving else PatientInput)(desk.patient_id, request.POST)
        deed: Deed = services.reserve
        said = _("Your record is no longer shared here.")
        if not is_leaving:
            deed = _ending(request, Instrument.RESERVATION)
            said = _("Your record is shared here again.")
        done = do(request, desk, form, deed, said=said, back=desk.url("reservation"))
        if done:
            return done
    return show(request, desk, "access/settings/reservation.html", form)


@require_http_methods(_ANY)
@at_desk
def closure(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Close one's own digital access; only the helpline opens it again."""
    form: PatientInput | None = None
    if request.method == "POST":
        is_closing = request.POST.get("do") == "close"
        form = (ConfirmInput if is_closing else PatientInput)(desk.patient_id, request.POST)
        deed: Deed = services.close_access
        said = _("The digital access is closed.")
        if not is_closing:
            deed = _ending(request, Instrument.CLOSURE)
            said = _("The digital access is open again.")
        # The patient's own pages are closed from now on: the next one says so.
        done = do(request, desk, form, deed, said=said, back=desk.url("closure"))
        if done:
            return done
    return show(request, desk, "access/settings/closure.html", form, more=_has_access)


def _restricting(request: HttpRequest) -> tuple[Deed, str]:
    match request.POST.get("do"):
        case "close-record":
            return partial(services.restrict, scope=Scope.RECORD), _(
                "Your whole record is blocked."
            )
        case "close-kind":
            code = request.POST.get("category", "")
            if code not in selectors.categories():
                raise Http404
            deed = partial(services.restrict, scope=Scope.CATEGORY, category=code)
            return deed, _("Blocked: %(name)s") % {"name": selectors.categories()[code]}
        case _:
            return _ending(request, Instrument.RESTRICTION), _("It is open again.")


def _ending(request: HttpRequest, instrument: Instrument) -> Deed:
    setting_id = inputs.setting_id(request.POST)
    if setting_id is None:
        raise Http404
    return partial(services.end, instrument=instrument, setting_id=setting_id)


def _has_access(grant: Grant) -> dict[str, Any]:
    """A child for whom a parent acts has no access of its own to close."""
    if grant.audience is Audience.PARENT:
        raise services.NotYours
    return {}
