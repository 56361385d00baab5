"""The patient's list of apps that see something of the record, and taking that back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access import pages
from access.codes import Action
from access.grant import Grant, Item
from access.settings.desk import Desk, at_desk
from access.settings.inputs import PatientInput, setting_id
from access.settings.services import Hand
from fhirapi.smart import selectors, services, words


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def apps(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All at a glance. Whoever may decide for the patient may take back what another has given."""
    is_sent = request.method == "POST"
    form = PatientInput(desk.patient_id, request.POST if is_sent else None)
    if is_sent and form.is_valid() and not form.is_about_another:
        given_id = setting_id(request.POST)
        with desk.grant(Action.WRITE) as grant:
            if given_id is not None:
                services.withdraw(grant, Hand.of(desk.actor, grant), given_id)
        messages.success(request, _("The app sees nothing more."))
        return redirect("smart:apps")
    with desk.grant(Action.LIST) as grant:
        values: dict[str, Any] = {
            "patient": pages.patient_values(grant),
            "rows": [_row(grant, each) for each in selectors.accesses(grant)],
        }
    values |= {"form": form, "is_about_another": form.is_about_another}
    status = 409 if form.is_about_another else (422 if is_sent else 200)
    return render(request, "smart/apps.html", values, status=status)


def _row(grant: Grant, given: Any) -> dict[str, Any]:
    grant.note([Item("Consent", given.id, 1, given.patient_id, "listed")])
    return {
        "id": given.id,
        "app": given.app.name,
        "publisher": given.app.publisher,
        "purpose": words.purpose(given.app),
        "is_stopped": not given.app.is_active,
        "since": given.start,
        "by": given.set_by_name,
        "groups": words.of(given.scopes),
    }
