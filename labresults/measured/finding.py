"""Finds what is measured already: the newest final answer of any laboratory within its period.

What the reader may not see is not looked at, so no hint tells that it is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Q

from access.codes import Audience
from access.grant import Grant
from labresults.analytes import ANALYTES, BY_KEY, Analyte
from labresults.measured import periods
from labresults.measured.codes import Period
from labresults.measured.panels import OF_CODES
from labresults.models import DiagnosticReport, Observation, ServiceRequest
from labresults.tables import FINAL, NOT_SHOWN
from labresults.units import factor

_TREATING = frozenset({Audience.CLINICIAN, Audience.CLINICIAN_ELEVATED})
_GONE = ("entered-in-error", "cancelled")
# On their way: they say something, and may come to say something else.
_NOT_FINAL = ("preliminary", "unknown")
# Of what has no unit: words, or yes and no.
_SAYS_SOMETHING = ("n", "t", "b")


@dataclass(frozen=True)
class Hint:
    """That an analyte is measured already, and for how long that counts; with an answer that is
    newer and not final, if there is one."""

    analyte: Analyte
    row: Observation
    period: Period
    newer: Observation | None = None

    @property
    def rows(self) -> list[Observation]:
        """All that who is told of it is told of."""
        return [self.row, self.newer] if self.newer else [self.row]


@dataclass(frozen=True)
class Asked:
    """The analytes that an order asks for, by their keys; `is_all`: and for nothing else."""

    keys: Sequence[str]
    is_all: bool


def asked(concepts: Iterable[Iterable[tuple[str, str]]]) -> Asked:
    """What an order asks for, by what it says in its code and in each detail. Of a panel nobody
    can tell whether we know all that its laboratory measures."""
    keys, is_all = list[str](), True
    for concept in concepts:
        codings = list(concept)
        analyte = analyte_of(codings)
        if analyte:
            keys.append(analyte.key)
            continue
        is_all = False
        keys += next((OF_CODES[coding].keys for coding in codings if coding in OF_CODES), ())
    return Asked(list(dict.fromkeys(keys)), is_all)


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
    for row in _newest(grant, [in_force[key] for key in wanted], FINAL):
        analyte = ANALYTES[row.code_system, row.code]
        if analyte.unit and factor(row.unit, analyte.unit) is None:
            continue
        before = found.get(analyte.key)
        if before is None or before.row.sorted_at < row.sorted_at:
            found[analyte.key] = Hint(analyte, row, in_force[analyte.key])
    told = _with_newer(grant, found)
    return {key: told[key] for key in wanted if key in told}


def _with_newer(grant: Grant, found: Mapping[str, Hint]) -> dict[str, Hint]:
    """The hints, each with the newest answer after it that is not final."""
    told = dict(found)
    periods_of = [hint.period for hint in found.values()]
    for row in _newest(grant, periods_of, _NOT_FINAL) if found else ():
        hint = told[ANALYTES[row.code_system, row.code].key]
        if hint.rows[-1].sorted_at < row.sorted_at:
            told[hint.analyte.key] = replace(hint, newer=row)
    return told


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


def _newest(grant: Grant, wanted: Sequence[Period], statuses: Sequence[str]) -> list[Observation]:
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
        fits, status__in=statuses, is_mistake=False, sorted_at__lte=now
    )
    rows = rows.exclude(report_id__in=gone).defer(*NOT_SHOWN)
    rows = rows.order_by("code_system", "code", "unit", "-sorted_at", "-id")
    return list(rows.distinct("code_system", "code", "unit"))
