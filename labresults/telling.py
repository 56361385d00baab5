"""Tells patients that there is a new answer to see: when its time has come, or it is released.

What is told is that there is one, and nothing of it. Once for each report, whoever asks for it.
"""

import uuid
from datetime import datetime, timedelta

from access import gate, notices
from access.actor import Actor
from access.codes import Kind
from access.confidentiality import DELAYED
from access.grant import Grant, Item
from common import clock, statements
from labresults import visibility
from labresults.codes import CATEGORY_OF, GROUPS_OF, OTHERS, Release
from labresults.models import DiagnosticReport, ReleaseRule
from labresults.visibility import Rules

ACTOR = Actor.system("labresults.tell")
_MOST = 200
# What was answered or released longer ago is no news: a sender that begins to share sends years.
_NEWS = timedelta(days=30)
_BY_HAND = -1
_DUE = "SELECT patient_id FROM labresults_patients_to_tell(%s, %s, %s, %s, %s, %s)"
_COLUMNS = ("version", "patient_id", "group", "answered_at", "released_at")


def tell() -> int:
    """Tell the patients of whom something is due, some at a time; how many were."""
    rules = ReleaseRule.newest()
    told = 0
    for patient_id in _due(rules):
        with gate.open_batch(ACTOR, [patient_id], Kind.RESULTS) as grant:
            told += tell_of(grant, rules)
    return told


def tell_of(grant: Grant, rules: Rules) -> bool:
    """Mark what the patient sees by now as told, and tell it where something of it is news.

    In the transaction of the Grant: of two at once the second waits, and finds nothing to mark.
    """
    grant.check(Kind.RESULTS, write=True)
    rows = DiagnosticReport.objects.under(grant).filter(is_told=False)
    rows = rows.filter(visibility.to_everybody(grant.facts.now, rules)).order_by("id")
    due = list(rows.only(*_COLUMNS).select_for_update())
    if not due:
        return False
    ids = [row.id for row in due]
    DiagnosticReport.objects.under(grant).filter(id__in=ids).update(is_told=True)
    grant.note(
        [Item("DiagnosticReport", row.id, row.version, row.patient_id, "released") for row in due]
    )
    is_news = any(_shown_since(row, rules) > grant.facts.now - _NEWS for row in due)
    if is_news:
        notices.of_answer(grant)
    return is_news


def _shown_since(row: DiagnosticReport, rules: Rules) -> datetime:
    rule = rules[CATEGORY_OF.get(row.group, OTHERS)]
    by_rule = rule.latest(row.answered_at)
    if rule.release == Release.AT_ONCE:
        by_rule = row.answered_at
    if row.released_at is None or (by_rule is not None and by_rule < row.released_at):
        return by_rule or row.answered_at
    return row.released_at


def _due(rules: Rules) -> list[uuid.UUID]:
    """Whose answers are due by the rules; the Grant asks again. Ids only."""
    days = {Release.AT_ONCE: 0, Release.MANUAL: _BY_HAND}
    waits = [
        (group, days.get(Release(rule.release), rule.days))
        for rule in rules.values()
        if rule.release != Release.NEVER
        for group in GROUPS_OF[rule.category]
    ]
    groups, lengths = [group for group, _ in waits], [length for _, length in waits]
    codes = sorted(visibility.SHOWN_TO_ALL)
    values = [groups, lengths, codes, DELAYED, clock.now(), _MOST]
    return [patient_id for (patient_id,) in statements.asked(_DUE, values)]
