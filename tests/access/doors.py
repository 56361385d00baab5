"""Owns what the tests of opening ask of the gate: who reads as what, or why not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

import pytest

from access import gate
from access.actor import Actor
from access.attestation import Statement
from access.codes import Audience, Kind, Reason
from tests.log_reading import events, last_event


def refusal(actor: Actor, patient_id: uuid.UUID, statement: Statement | None = None) -> Reason:
    """Why the gate says no to reading, or to opening on a statement; and that it wrote so."""
    before = len(events(patient_id))
    ask: Callable[[], object] = partial(gate.open_record, actor, patient_id, Kind.JOURNAL)
    if statement is not None:
        ask = partial(gate.attest, actor, patient_id, statement)
    with pytest.raises(gate.Refused) as refused:
        ask()
    event = last_event(patient_id)
    assert len(events(patient_id)) == before + 1
    assert (event.is_permitted, event.reason) == (False, refused.value.reason)
    return refused.value.reason


def audience(actor: Actor, patient_id: uuid.UUID) -> Audience:
    return gate.open_record(actor, patient_id, Kind.JOURNAL).audience
