"""The policy table in force, in a few sentences for everybody: who sees a record at which age."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from access.codes import Kind
from access.representation import policy, tables, versions
from access.representation.policy import Level, Policy, Role, Row

Band = tuple[int, int | None]


def sentences() -> list[str]:
    """What holds today; nothing where no table is in force, and then nothing is open either."""
    row = versions.in_force()
    return _sentences(versions.table(row)) if row else []


def _sentences(table: Policy) -> list[str]:
    return [
        *(_own(band) for band in _open(policy.rows_of(table, Role.SELF, Kind.JOURNAL))),
        *(_with_consent(band) for band in _consents(table)),
        *(_parents(band) for band in _open(policy.rows_of(table, Role.PARENT, Kind.JOURNAL))),
        *_proxies(table),
    ]


def _own(band: Band) -> str:
    start, end = band
    if end is None:
        return _("You see your own record from the age of %(age)s.") % {"age": start}
    return _("You see your own record at the age of %(ages)s.") % {"ages": tables.ages(start, end)}


def _with_consent(band: Band) -> str:
    words = _("At the age of %(ages)s you can use parts of the portal alone if a parent agrees.")
    return words % {"ages": tables.ages(*band)}


def _parents(band: Band) -> str:
    start, end = band
    if start == 0 and end is not None:
        return _("Parents see the record of a child under the age of %(age)s.") % {"age": end}
    words = _("Parents see the record of a child at the age of %(ages)s.")
    return words % {"ages": tables.ages(start, end)}


def _proxies(table: Policy) -> Sequence[str]:
    giver, holder = (table["options"].get(f"{who}_from_age") for who in ("giver", "holder"))
    if giver is None or holder is None:
        return ()
    words = _(
        "From the age of %(giver)s you can give somebody power of attorney. Who gets it must be"
        " %(holder)s or older."
    )
    return (words % {"giver": giver, "holder": holder},)


def _consents(table: Policy) -> list[Band]:
    """The ages at which a parent's consent opens something to the young."""
    rows = [row for service in policy.SERVICES for row in policy.rows_of(table, Role.SELF, service)]
    return _bands(row for row in rows if row["condition"] and row["level"] != Level.NONE)


def _open(rows: Iterable[Row]) -> list[Band]:
    return _bands(row for row in rows if not row["condition"] and row["level"] != Level.NONE)


def _bands(rows: Iterable[Row]) -> list[Band]:
    """The ages of these rows, together where one goes on from another."""
    found: list[Band] = []
    for row in sorted(rows, key=lambda each: int(each["from_age"])):
        start, end = row["from_age"], row["until_age"]
        if found and (found[-1][1] is None or start <= found[-1][1]):
            first, last = found.pop()
            start, end = first, None if last is None or end is None else max(last, end)
        found.append((start, end))
    return found
