"""Pages about somebody else: whom the patient shuts out, and who may open what is closed."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from access.codes import Action, Instrument
from access.grant import Grant
from access.settings import inputs, selectors, services
from access.settings.desk import Deed, Desk, at_desk, do, show
from access.settings.inputs import ConsentInput, FindPartyInput, PatientInput
from common import clock
from people import finding
from people.finding import Party

_ANY = ["GET", "HEAD", "POST"]


@sensitive_post_parameters("name")
@require_http_methods(_ANY)
@at_desk
def blocks(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Shut out a practitioner or an organisation, and let them in again."""
    return _page(request, desk, Instrument.BLOCK)


@sensitive_post_parameters("name")
@require_http_methods(_ANY)
@at_desk
def consents(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let somebody open what is closed, for a time."""
    return _page(request, desk, Instrument.CONSENT)


def _page(request: HttpRequest, desk: Desk, sort: Instrument) -> HttpResponse:
    what = request.POST.get("do", "") if request.method == "POST" else ""
    steps = {"search": _search, "choose": _choose, "make": _make, "end": _end}
    if what in steps:
        return steps[what](request, desk, sort)
    if request.method == "POST":
        raise Http404
    return _list(request, desk, sort)


def _list(
    request: HttpRequest, desk: Desk, sort: Instrument, form: PatientInput | None = None
) -> HttpResponse:
    def suggested(grant: Grant) -> dict[str, Any]:
        return {"suggested": selectors.suggested(grant), "finder": FindPartyInput(desk.patient_id)}

    return show(request, desk, _template(sort), form, more=suggested)


def _search(request: HttpRequest, desk: Desk, sort: Instrument) -> HttpResponse:
    """In the open directory, which knows no patients. Who searches without end must wait."""
    form = FindPartyInput(desk.patient_id, request.POST)

    def found(grant: Grant) -> dict[str, Any]:
        values: dict[str, Any] = {"finder": form, "suggested": selectors.suggested(grant)}
        if selectors.has_searched_enough(grant):
            return values | {"must_wait": True}
        if form.is_about_another or not form.is_valid():
            return values
        typed = form.cleaned_data["name"]
        parties = [*finding.practitioners(typed, clock.today()), *finding.organizations(typed)]
        return values | {
            "has_searched": True,
            "found": parties[: finding.MOST_FOUND],
            "has_more": len(parties) > finding.MOST_FOUND,
        }

    return show(request, desk, _template(sort), form, action=Action.SEARCH, more=found)


def _choose(request: HttpRequest, desk: Desk, sort: Instrument) -> HttpResponse:
    """The page that says what it means for this one, before it is done."""
    form = PatientInput(desk.patient_id, request.POST)
    if form.is_about_another:
        return _list(request, desk, sort, form)
    party = _party(request)
    ready = ConsentInput(desk.patient_id) if sort is Instrument.CONSENT else None
    template = _template(sort).replace(".html", "_confirm.html")
    return show(request, desk, template, ready, more=lambda grant: {"party": party})


def _make(request: HttpRequest, desk: Desk, sort: Instrument) -> HttpResponse:
    party = _party(request)
    form: PatientInput = PatientInput(desk.patient_id, request.POST)
    deed: Deed = partial(services.block, party=party)
    said = _("%(name)s is shut out.") % {"name": party.name}
    if sort is Instrument.CONSENT:
        form = ConsentInput(desk.patient_id, request.POST)
        days = form.chosen() if form.is_valid() else 0
        deed = partial(services.consent, party=party, days=days)
        said = _("%(name)s may open what is blocked.") % {"name": party.name}
    done = do(request, desk, form, deed, said=said, back=_back(desk, sort))
    return done or _list(request, desk, sort, form)


def _end(request: HttpRequest, desk: Desk, sort: Instrument) -> HttpResponse:
    setting_id = inputs.setting_id(request.POST)
    if setting_id is None:
        raise Http404
    form = PatientInput(desk.patient_id, request.POST)
    deed = partial(services.end, instrument=sort, setting_id=setting_id)
    said = _("It is taken back.")
    done = do(request, desk, form, deed, said=said, back=_back(desk, sort))
    return done or _list(request, desk, sort, form)


def _party(request: HttpRequest) -> Party:
    found = finding.by_key(request.POST.get("whom", ""), clock.today())
    if found is None:
        raise Http404
    return found


def _back(desk: Desk, sort: Instrument) -> str:
    return desk.url("blocks" if sort is Instrument.BLOCK else "consents")


def _template(sort: Instrument) -> str:
    return f"access/settings/{'blocks' if sort is Instrument.BLOCK else 'consents'}.html"
