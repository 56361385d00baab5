"""Opening an app beside a patient's record, for clinicians."""

import uuid
from urllib.parse import urlencode, urlsplit

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from fhirapi.calls import base
from fhirapi.smart import launching, selectors


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def apps(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The apps that can be opened; by POST one of them, with a word for this patient."""
    found = selectors.launchable()
    chosen = request.POST.get("app")
    app = next((each for each in found if each.client_id == chosen), None)
    if request.method == "POST" and app is None:
        raise Http404
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.LIST) as grant:
        values = pages.banner(grant, withheld=0)
    if app is not None:
        word = launching.prepare(request, patient_id, app.client_id)
        query = {"iss": base(), "launch": word}
        return redirect(f"{app.launch_url}?{urlencode(query)}")
    answer = render(request, "smart/beside_record.html", values | {"apps": found})
    # The form's answer leads to the app, which the page's own rules have to allow.
    places = sorted({_origin(each.launch_url) for each in found})
    if places:
        csp_update({"form-action": places})(lambda _asking: answer)(request)
    return answer


def _origin(address: str) -> str:
    place = urlsplit(address)
    return f"{place.scheme}://{place.netloc}"
