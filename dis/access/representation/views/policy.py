"""Pages of administrators: the policy table in force, what comes, and one version of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.actor import Actor, ActorKind
from access.representation import tables, versions
from access.representation.policy import SERVICES
from access.representation.table_input import TableInput
from access.representation.words import SERVICES as SERVICE_WORDS


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The table in force, with what comes and what was. No patient data."""
    actor = _administrator(request)
    now = versions.in_force()
    values = {
        "now": now,
        "coming": versions.coming(),
        "waiting": versions.waiting(),
        "past": versions.past(),
        "may_change": versions.may_change(actor),
        **(_shown(now) if now else {}),
    }
    return render(request, "access/representation/policy_index.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    actor = _administrator(request)
    now = versions.in_force()
    if not versions.may_change(actor) or now is None:
        raise Http404
    form = TableInput(versions.table(now), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = versions.propose(actor, form.proposal())
        except versions.Faulty as wrong:
            for sentence in wrong.faults:
                form.add_error(None, sentence)
        else:
            messages.success(request, _("The proposal waits for another administrator."))
            return redirect("representation:policy", made.version)
    values = {"form": form, "now": now, "services": _services()}
    status = 422 if form.is_bound else 200
    return render(request, "access/representation/policy_propose.html", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version: its table, what it changes, what it means for a child; approving it."""
    actor = _administrator(request)
    row = versions.version(number)
    if row is None:
        raise Http404
    is_late = request.method == "POST" and not _pressed(request, actor, number)
    if request.method == "POST" and not is_late:
        return redirect("representation:policy", number)
    former = versions.before(row)
    is_waiting = row.approved_at is None and row.closed_at is None
    values = {
        "row": row,
        "former": former,
        "changes": tables.changes(versions.table(former), versions.table(row)) if former else [],
        "is_own": row.proposed_by_id == actor.person_id,
        "is_waiting": is_waiting,
        "may_change": versions.may_change(actor) and is_waiting,
        "is_late": is_late,
        **_shown(row),
    }
    status = 409 if is_late else 200
    return render(request, "access/representation/policy_version.html", values, status=status)


def _pressed(request: HttpRequest, actor: Actor, number: int) -> bool:
    """Whether what was pressed is done; it is not where somebody else was faster."""
    steps = {"approve": versions.approve, "put-away": versions.put_away}
    do = request.POST.get("do", "")
    if do not in steps:
        raise Http404
    try:
        steps[do](actor, number)
    except versions.NotYours:
        raise Http404 from None
    except versions.TooLate:
        return False
    said = _("The table is approved.") if do == "approve" else _("The proposal is put away.")
    messages.success(request, said)
    return True


def _shown(row: Any) -> dict[str, Any]:
    table = versions.table(row)
    return {
        "role_tables": tables.role_tables(table),
        "examples": tables.examples(table),
        "options": tables.options(table),
        "services": _services(),
    }


def _services() -> list[Any]:
    return [SERVICE_WORDS[each] for each in SERVICES]


def _administrator(request: HttpRequest) -> Actor:
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != ActorKind.ADMINISTRATOR:
        raise Http404
    return Actor.from_request(request)
