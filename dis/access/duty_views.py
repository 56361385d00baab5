"""The page of those who run the portal: what is kept for how long, and whether that is so."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from access import duty_runs, retention
from access.retention import Kept
from common import clock
from common.declarations import Audience
from people import authorisations


@require_safe
def retention_page(request: HttpRequest) -> HttpResponse:
    """No patient data: rules, times and numbers."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != Audience.ADMINISTRATOR:
        raise Http404
    rules, run = retention.kept()
    rotation = next(iter(duty_runs.latest(duty_runs.ROTATION)), None)
    values = {
        "rows": [_row(each) for each in rules],
        "run": run,
        "operator": settings.OPERATOR_NAME,
        "rotation": rotation,
        "rotation_is_open": bool(rotation and rotation.counts.get("rows-on-old-keys")),
        "register": authorisations.state(),
        "register_is_current": authorisations.has_answered_before(clock.now()),
        "is_asked": bool(settings.HPR_ADAPTER),
        "grace_hours": settings.HPR_GRACE_HOURS,
    }
    return render(request, "access/retention.html", values)


def _row(kept: Kept) -> dict[str, Any]:
    return {
        "what": kept.rule.what,
        "how_long": _how_long(kept.age),
        "begins": kept.rule.begins,
        "why": kept.rule.why,
        "deleted": kept.deleted,
        "is_faulty": kept.is_faulty,
    }


def _how_long(age: timedelta | None) -> str:
    """The time in the largest unit that says it wholly; empty where the words say all."""
    if age is None or age < timedelta(days=1):
        return ""
    if age.days >= 365:
        years = age.days // 365
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", age.days) % {"count": age.days}
