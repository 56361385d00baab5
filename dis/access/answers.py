"""Answers to samples and examinations that came as documents: they stand among the results, though
another app holds them. `config` hands over who does."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from access import decision as rules
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from common.timeline import RESULTS, Entry, Stretch, TimelineSource

# So many are shown at first; all of them stand on the timeline.
MOST = 10
_declared: list[TimelineSource] = []


@dataclass(frozen=True)
class Answers:
    entries: Sequence[Entry] = ()
    has_more: bool = False


def fill(source: TimelineSource) -> None:
    """Take the declaration of the app that holds documents."""
    _declared[:] = [source]


def as_documents(grant: Grant, actor: Actor, record_id: uuid.UUID | None) -> Answers:
    """The newest, beside results that a Grant opens: it then opens documents too, to whom they are
    open in the same way. Who may not read documents gets none."""
    decision = rules.decide(actor, grant.facts, kind=Kind.JOURNAL, action=Action.LIST)
    if not decision.is_permitted or decision.audience is not grant.audience:
        return Answers()
    grant.kinds |= {Kind.JOURNAL}
    wanted = Stretch(MOST + 1, record_id, kind=RESULTS)
    found = [entry for each in _declared for entry in each.load(grant, wanted)]
    grant.note([each.logged for each in found[:MOST]])
    return Answers(found[:MOST], len(found) > MOST)
