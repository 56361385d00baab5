"""The hints of one page, made under its Grant: beside orders, beside a series, before ordering."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from access.actor import Actor
from access.grant import Grant
from labresults import selectors
from labresults.measured import finding, periods, presenters, services
from labresults.measured.finding import Hint
from labresults.measured.panels import OF_KEYS
from labresults.measured.presenters import Line


def lines(grant: Grant, actor: Actor, found: Mapping[str, Hint]) -> dict[str, Line]:
    """By the key of the analyte. What is shown is noted."""
    if not found:
        return {}
    grant.note(selectors.noted(grant, [row for hint in found.values() for row in hint.rows]))
    used = services.used_today(grant, [hint.row.id for hint in found.values()])
    may_use, record_id = services.may_use(actor, grant), grant.patient_id
    return {
        key: presenters.line(
            hint,
            grant.facts.now,
            record_id,
            reverse("measured:use", args=[record_id, hint.row.id]) if may_use else "",
            used,
        )
        for key, hint in found.items()
    }


def of_series(grant: Grant, actor: Actor, codes: Iterable[tuple[str, str]]) -> Line | None:
    """The hint of the analyte whose series a page shows."""
    analyte = finding.analyte_of(codes)
    if analyte is None:
        return None
    return lines(grant, actor, finding.hints(grant, [analyte.key])).get(analyte.key)


def beside(grant: Grant, actor: Actor, orders: Sequence[Any]) -> Sequence[Any]:
    """The orders that wait, each with its hint as `measured`."""
    hints = finding.of_orders(grant, orders)
    told = {id(order): finding.of_order(order, hints) for order in orders}
    shown = {hint.analyte.key: hint for hint in told.values() if hint}
    known = lines(grant, actor, shown)
    for order in orders:
        hint = told[id(order)]
        order.measured = known[hint.analyte.key] if hint else None
    return orders


def check(grant: Grant, actor: Actor, keys: Sequence[str]) -> dict[str, Any]:
    """What stands here of what somebody means to order, and what does not."""
    known = periods.in_force()
    wanted = [key for each in keys for key in (OF_KEYS[each].keys if each in OF_KEYS else (each,))]
    chosen = [key for key in dict.fromkeys(wanted) if key in known and known[key].days]
    found = lines(grant, actor, finding.hints(grant, chosen, known))
    return {
        "lines": list(found.values()),
        "missing": presenters.not_measured(known, [key for key in chosen if key not in found]),
        "groups": presenters.choices(known, chosen),
        "chosen": chosen,
    }
