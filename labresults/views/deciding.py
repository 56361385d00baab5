"""Pages where administrators decide when patients see results, and what they are told of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.actor import Actor, ActorKind
from common.sorting import norwegian
from labresults import latest, services
from labresults.analytes import BY_KEY
from labresults.codes import CATEGORY_NAMES, GROUPS_OF, Release
from labresults.deciding import LANGUAGES, RuleInput, TextInput
from labresults.naming import group_name
from labresults.presenters import patients
from people.codes import RoleCode

READERS = frozenset({RoleCode.ADMINISTRATOR, RoleCode.PRIVACY_OFFICER})


def reader(request: HttpRequest, *, changes: bool = False) -> Actor:
    """Administrators change it and privacy officers see it; to others the page is not there."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != ActorKind.ADMINISTRATOR:
        raise Http404
    actor = Actor.from_request(request)
    wanted = {RoleCode.ADMINISTRATOR} if changes else READERS
    if actor.role is None or actor.role.code not in wanted:
        raise Http404
    return actor


def may_change(actor: Actor) -> bool:
    return actor.role is not None and actor.role.code == RoleCode.ADMINISTRATOR


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    actor = reader(request)
    known = latest.rules()
    lines = [
        {
            "category": category,
            "name": CATEGORY_NAMES[category],
            "when": Release(known[category].release).label,
            "days": known[category].days,
            "reason": patients.reason(known, category)
            if known[category].release in {Release.AFTER_DAYS, Release.MANUAL}
            else "",
        }
        for category in GROUPS_OF
    ]
    values = {
        "lines": lines,
        "history": [_past(row) for row in latest.rule_history()],
        "may_change": may_change(actor),
    }
    return render(request, "labresults/rules.html", values)


def _past(row: Any) -> dict[str, Any]:
    return {
        "at": row.recorded_at,
        "name": row.author_name,
        "category": CATEGORY_NAMES.get(row.category, row.category),
        "when": Release(row.release).label,
        "days": row.days,
        "reason": row.reason,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, category: str) -> HttpResponse:
    actor = reader(request, changes=True)
    if category not in GROUPS_OF:
        raise Http404
    now = latest.rules()[category]
    initial = {
        "release": now.release,
        "days": now.days or None,
        "reason": now.reason,
        "reason_nn": now.reason_nn,
    }
    form = RuleInput(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.decide(actor, category, form.cleaned_data)
        except services.Unchanged:
            form.add_error(None, _("Nothing is changed: it is so already."))
        else:
            messages.success(request, _("It holds from now on."))
            return redirect("labresults:rules")
    values = {"form": form, "name": CATEGORY_NAMES[category]}
    return render(request, "labresults/rule.html", values, status=422 if form.is_bound else 200)


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    actor = reader(request)
    written: dict[str, list[Any]] = {}
    for row in latest.texts():
        written.setdefault(row.key, []).append(row)
    lines = [
        {
            "key": key,
            "name": analyte.name,
            "group": group_name(analyte.group),
            "languages": [row.language for row in written.get(key, ())],
            "source": next((row.source for row in written.get(key, ())), ""),
        }
        for key, analyte in BY_KEY.items()
    ]
    lines.sort(key=lambda line: norwegian(str(line["name"])))
    values = {"lines": lines, "may_change": may_change(actor)}
    return render(request, "labresults/texts.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, key: str) -> HttpResponse:
    actor = reader(request, changes=True)
    if key not in BY_KEY:
        raise Http404
    language = request.GET.get("sprak", "nb")
    language = language if language in dict(LANGUAGES) else "nb"
    history = latest.texts_of(key)
    now = next((row for row in history if row.language == language), None)
    names = ("what", "high", "low", "source", "source_url")
    initial = {
        "language": language,
        **({name: getattr(now, name) for name in names} if now else {}),
    }
    form = TextInput(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        services.tell(actor, {"key": key, **form.cleaned_data})
        messages.success(request, _("Patients read the new text from now on."))
        return redirect("labresults:texts")
    values = {
        "form": form,
        "name": BY_KEY[key].name,
        "history": history,
        "languages": [(code, name, code == language) for code, name in LANGUAGES],
    }
    return render(request, "labresults/text.html", values, status=422 if form.is_bound else 200)
