"""Pages of what counts as unusual reading in an organisation: the figures, and changing them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.actor import Actor, ActorKind
from access.alerts import changing, figures, limit_pages
from access.alerts.limit_inputs import FiguresInput
from people.directory import Role


@require_safe
def limits_page(request: HttpRequest) -> HttpResponse:
    """The figures in force with what each does, and who has changed them. No patient data."""
    actor, role = _reader(request)
    values = {
        "owner_name": role.legal_entity_name,
        "groups": limit_pages.groups(figures.of(role.legal_entity_id)),
        "history": [limit_pages.past(each) for each in changing.history(role.legal_entity_id)],
        "may_change": changing.may_change(actor),
    }
    return render(request, "access/figures.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def change_limits(request: HttpRequest) -> HttpResponse:
    """The form of all figures. Every press names how often they had been changed when it was
    shown; where somebody was faster, nothing is changed."""
    actor, role = _reader(request)
    if not changing.may_change(actor):
        raise Http404
    now, number = figures.of(role.legal_entity_id), changing.number(role.legal_entity_id)
    form = FiguresInput(now, number, request.POST if request.method == "POST" else None)
    is_stale = False
    if form.is_bound and form.is_valid():
        try:
            changing.change(
                actor,
                form.values(),
                form.cleaned_data["words"],
                shown_at=form.cleaned_data["number"],
            )
        except changing.Stale:
            is_stale = True
        except changing.Faulty as wrong:
            form.add_faults(wrong.faults)
        except changing.Unchanged:
            form.add_error(None, _("Nothing is changed: all figures are as they were."))
        except changing.Unfounded:
            form.add_error(
                "words",
                _(
                    "Less is found than before. Say why in a sentence or two, so that it can be"
                    " understood later."
                ),
            )
        else:
            messages.success(request, _("The figures hold from the next opening on."))
            return redirect("access:limits")
    values = {"form": form, "is_stale": is_stale, "owner_name": role.legal_entity_name}
    status = (409 if is_stale else 422) if form.is_bound else 200
    return render(request, "access/figures_change.html", values, status=status)


def _reader(request: HttpRequest) -> tuple[Actor, Role]:
    """Who administrates or answers for privacy there; to everybody else the page is not there."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != ActorKind.ADMINISTRATOR:
        raise Http404
    actor = Actor.from_request(request)
    if actor.role is None or actor.role.code not in changing.READERS:
        raise Http404
    return actor, actor.role
