"""Pages of what is measured already: before ordering, and what administrators decide and count."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from common import clock
from common.sorting import norwegian
from labresults.analytes import BY_KEY
from labresults.measured import inputs, periods, presenters, services, showing
from labresults.measured.inputs import PeriodInput
from labresults.naming import group_name
from labresults.views.deciding import may_change, reader
from labresults.views.record import around, banner

_YEARS = 2


@require_safe
@pages.answers_refusals
def order_check(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """What is measured already of what the clinician means to order."""
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.LIST) as grant:
        values = {
            **banner(grant),
            **around(grant, patient_id, actor),
            **showing.check(grant, actor, inputs.keys(request.GET)),
            "next": request.get_full_path(),
        }
    return render(request, "measured/check.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, patient_id: uuid.UUID, result_id: uuid.UUID) -> HttpResponse:
    """Use this result instead of a new sample. Who comes to the address itself sees the page."""
    if request.method != "POST":
        return order_check(request, patient_id)
    return _use(request, patient_id, result_id)


@pages.answers_refusals
def _use(request: HttpRequest, patient_id: uuid.UUID, result_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.READ) as grant:
        try:
            hint = services.use(grant, actor, result_id)
            name = presenters.name_of(hint.analyte.key)
        except services.NotYours as error:
            raise Http404 from error
        except services.NoLonger:
            name = ""
    if name:
        text = _("You use the result of %(name)s. It counts as an order that was not needed.")
        messages.success(request, text % {"name": name})
    else:
        text = _(
            "Nothing was registered: a newer answer has come, or the time is over. Look again."
        )
        messages.warning(request, text)
    return redirect(_back(request, patient_id))


def _back(request: HttpRequest, patient_id: uuid.UUID) -> str:
    """The page that the button stood on, if it is one of this patient's results."""
    told, root = request.POST.get("next", ""), reverse("labresults:record-table", args=[patient_id])
    is_ours = url_has_allowed_host_and_scheme(told, allowed_hosts=None) and told.startswith(root)
    keys = urlencode([("a", key) for key in inputs.keys(request.POST)])
    check = reverse("measured:check", args=[patient_id])
    return told if is_ours else f"{check}?{keys}"


@require_safe
def periods_list(request: HttpRequest) -> HttpResponse:
    actor, known = reader(request), periods.in_force()
    lines = [
        {
            "key": key,
            "name": presenters.name_of(key),
            "group": group_name(analyte.group),
            "period": known[key],
        }
        for key, analyte in BY_KEY.items()
        if analyte.group != "measurements"
    ]
    lines.sort(key=lambda line: norwegian(str(line["name"])))
    values = {
        "lines": lines,
        "history": [_past(row) for row in periods.history()],
        "may_change": may_change(actor),
    }
    return render(request, "measured/periods.html", values)


def _past(row: Any) -> dict[str, Any]:
    return {"row": row, "name": presenters.name_of(row.key)}


@require_http_methods(["GET", "HEAD", "POST"])
def period(request: HttpRequest, key: str) -> HttpResponse:
    actor = reader(request, changes=True)
    if key not in BY_KEY or BY_KEY[key].group == "measurements":
        raise Http404
    now = periods.in_force()[key]
    initial = {"days": now.days, "source": now.source, "source_url": now.source_url}
    form = PeriodInput(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            periods.decide(actor, key, form.cleaned_data)
        except periods.Unchanged:
            form.add_error(None, _("Nothing is changed: it is so already."))
        else:
            messages.success(request, _("It holds from now on."))
            return redirect("measured:periods")
    values = {
        "form": form,
        "name": presenters.name_of(key),
        "history": [_past(row) for row in periods.history(key)],
    }
    return render(request, "measured/period.html", values, status=422 if form.is_bound else 200)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How often units have used results instead of new samples. Of no patient."""
    actor, today = reader(request), clock.today()
    first = today.replace(year=today.year - _YEARS, day=1)
    rows = services.figures(actor, datetime.combine(first, time(), clock.OSLO))
    values = {
        "rows": rows,
        "used": sum(row.used for row in rows),
        "ordered": sum(row.ordered for row in rows),
        "place": actor.role.legal_entity_name if actor.role else "",
    }
    return render(request, "measured/figures.html", values)
