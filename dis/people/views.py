"""The administrator's page of the directory: units of his organisation and who works in them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import clock
from common.declarations import Audience
from people import directory, presenters


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """No patient data: organisations, practitioners, roles and their periods."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != Audience.ADMINISTRATOR or hat.role is None:
        raise Http404
    found = directory.units_of(hat.role.legal_entity_id)
    roles = directory.roles_in([unit.id for unit, _ in found], clock.today())
    rows = [presenters.unit_row(unit, depth, roles.get(unit.id, [])) for unit, depth in found]
    values = {"organisation": hat.role.legal_entity_name, "rows": rows}
    return render(request, "people/units.html", values)
