"""Which results show themselves to a reader, and when a patient sees one: the one place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from access import closed, confidentiality
from access.codes import Audience
from access.confidentiality import DELAYED
from access.grant import Grant
from labresults.codes import GROUPS_OF, Release

Rules = Mapping[str, "Rule"]
_READERS = (Audience.SELF, Audience.YOUTH, Audience.PARENT, Audience.PROXY)
# The codes that hide from nobody of these.
SHOWN_TO_ALL = frozenset(
    code
    for code in confidentiality.KNOWN
    if all(confidentiality.allows(each, [code]) for each in _READERS)
)


@dataclass(frozen=True)
class Rule:
    """When patients see the results of a category, and the reason that they are told."""

    category: str
    release: str
    days: int = 0
    reason: str = ""
    reason_nn: str = ""

    def latest(self, answered_at: datetime) -> datetime | None:
        """When a result shows itself if nobody lets the patient see it sooner."""
        is_timed = self.release == Release.AFTER_DAYS
        return answered_at + timedelta(days=self.days) if is_timed else None


def of_results(grant: Grant, rules: Rules, closed_with: Collection[str] = ()) -> Q:
    """What the reader may see. Patients and those who act for them wait as the rules say, and for
    what its sender has marked as delayed also where the rules do not make others wait."""
    if not confidentiality.is_citizen(grant.audience):
        return confidentiality.visible(grant.audience) & closed.open_to(grant, also=closed_with)
    always = confidentiality.visible(grant.audience) & _released(grant, rules)
    past = confidentiality.visible(grant.audience, past=[DELAYED])
    released = always | (past & _released(grant, rules, is_delayed=True))
    # Closes nothing to citizens, but to whom the patient has given a link.
    return released & Q(is_mistake=False) & closed.open_to(grant, also=closed_with)


def to_everybody(now: datetime, rules: Rules) -> Q:
    """What every citizen who may see the patient's results sees by now: a notice of it tells
    nobody of what hides from him."""
    shared = sorted(SHOWN_TO_ALL)
    always = Q(security__contained_by=shared) & _past(now, rules)
    delayed = Q(security__contained_by=[*shared, DELAYED]) & _past(now, rules, is_delayed=True)
    return (always | delayed) & Q(is_mistake=False)


def waiting(grant: Grant, rules: Rules) -> Q:
    """What a citizen may be told of though he cannot see it yet: only the wait hides it."""
    past = confidentiality.visible(grant.audience, past=[DELAYED])
    never = [
        group
        for rule in rules.values()
        if rule.release == Release.NEVER
        for group in GROUPS_OF[rule.category]
    ]
    return past & Q(is_mistake=False) & ~Q(group__in=never)


def _released(grant: Grant, rules: Rules, *, is_delayed: bool = False) -> Q:
    return _past(grant.facts.now, rules, is_delayed=is_delayed)


def _past(now: datetime, rules: Rules, *, is_delayed: bool = False) -> Q:
    """What the wait does not hide. A result that its sender has delayed waits for somebody to
    release it, or for the days of its category."""
    found = Q(pk__in=[])
    by_hand = Q(released_at__isnull=False)
    for rule in rules.values():
        own = Q(group__in=GROUPS_OF[rule.category])
        if rule.release == Release.NEVER:
            continue
        if rule.release == Release.AFTER_DAYS:
            past = Q(answered_at__lte=now - timedelta(days=rule.days))
            found |= own & (past | by_hand)
        elif rule.release == Release.AT_ONCE and not is_delayed:
            found |= own
        else:
            found |= own & by_hand
    return found


@dataclass(frozen=True)
class Seen:
    """Whether a patient sees a report now, and when at the latest if not; None: nobody knows."""

    is_now: bool
    latest: datetime | None = None
    is_never: bool = False


def seen(
    rule: Rule,
    now: datetime,
    answered_at: datetime,
    released_at: datetime | None,
    codes: Collection[str],
) -> Seen:
    """The rule of `of_results` for one report, told to who treats. Other codes may hide it too."""
    if rule.release == Release.NEVER:
        return Seen(is_now=False, is_never=True)
    latest = rule.latest(answered_at)
    is_open = rule.release == Release.AT_ONCE and DELAYED not in codes
    is_past = latest is not None and latest <= now
    return Seen(is_open or is_past or released_at is not None, latest)
