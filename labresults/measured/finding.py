"""Finds what is measured already: the newest final answer of any laboratory within its period.

What the reader may not see is not looked at, so no hint tells that it is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from access.codes import Audience
from access.grant import Grant
from labresults.analytes import ANALYTES, BY_KEY, Analyte
from labresults.measured import periods
from labresults.measured.codes import Period
from labresults.models import DiagnosticReport, Observation, ServiceRequest
from labresults.tables import FINAL, NOT_SHOWN
from labresults.units import factor

_TREATING = frozenset({Audience.CLINICIAN, Audience.CLINICIAN_ELEVATED})
_GONE = ("entered-in-error", "cancelled")
# Of what has no unit: words, or yes and no.
_SAYS_SOMETHING = ("n", "t", "b")


@dataclass(frozen=True)
class Hint:
    """That an analyte is measured already, and for how long that counts."""

    analyte: Analyte
    row: Observation
    period: Period


def analyte_of(codings: Iterable[tuple[str, str]]) -> Analyte | None:
    """What an order asks for: by the first of its codes that has a name here."""
    return next((ANALYTES[coding] for coding in codings if coding in ANALYTES), None)


def hints(
    grant: Grant, keys: Iterable[str], known: Mapping[str, Period] | None = None
) -> dict[str, Hint]:
    """By the key of the analyte: the newest answer that stands and counts, to who treats."""
    in_force = known if known is not None else periods.in_force()
    wanted = [key for key in dict.fromkeys(keys) if key in in_force and in_force[key].days]
    if not wanted or grant.audience not in _TREATING:
        return {}
    found: dict[str, Hint] = {}
    for row in _newest(grant, [in_force[key] for key in wanted]):
        analyte = ANALYTES[row.code_system, row.code]
        if analyte.unit and factor(row.unit, analyte.unit) is None:
            continue
        before = found.get(analyte.key)
        if before is None or before.row.sorted_at < row.sorted_at:
            found[analyte.key] = Hint(analyte, row, in_force[analyte.key])
    return {key: found[key] for key in wanted if key in found}


def of_orders(grant: Grant, orders: Sequence[ServiceRequest]) -> dict[str, Hint]:
    """By the key of what these orders ask for; nothing is asked of the database without one."""
    keys = [each.key for order in orders if (each := _asked(order))]
    return hints(grant, keys) if keys else {}


def of_order(order: ServiceRequest, found: Mapping[str, Hint]) -> Hint | None:
    """The hint of an order, where the answer came before it: what came after may be its own."""
    asked = _asked(order)
    hint = found.get(asked.key) if asked else None
    return hint if hint and hint.row.sorted_at < order.sorted_at else None


def _asked(order: ServiceRequest) -> Analyte | None:
    system, _, code = str(order.shown.get("code") or "").partition("|")
    return ANALYTES.get((system, code))


def _newest(grant: Grant, wanted: Sequence[Period]) -> list[Observation]:
    """The newest of each code and unit, as many rows as there are of those."""
    now, fits = grant.facts.now, Q(pk__in=[])
    for period in wanted:
        analyte = BY_KEY[period.key]
        says = ("n",) if analyte.unit else _SAYS_SOMETHING
        for system, code in analyte.codings:
            fits |= Q(
                code_system=system,
                code=code,
                sorted_at__gt=now - timedelta(days=period.days),
                shown__has_any_keys=says,
            )
    gone = DiagnosticReport.objects.under(grant).filter(status__in=_GONE).values("id")
    rows = Observation.objects.under(grant).filter(
        fits, status__in=FINAL, is_mistake=False, sorted_at__lte=now
    )
    rows = rows.exclude(report_id__in=gone).defer(*NOT_SHOWN)
    rows = rows.order_by("code_system", "code", "unit", "-sorted_at", "-id")
    return list(rows.distinct("code_system", "code", "unit"))
