"""Owns the fixtures of subscriptions: a system that listens, and no process to be waited for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from fhirapi.subscriptions import known, preparing
from tests.fhirapi import receiver
from tests.fhirapi.receiver import Receiver


@pytest.fixture
def listener() -> Iterator[Receiver]:
    with receiver.running() as found:
        yield found


@pytest.fixture
def at_once(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process has to be waited for. Where nothing is committed, what was being stored meanwhile
    never ends; tests/fhirapi/test_subscriptions_at_once.py tries that."""
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_known_seconds": 0}
    monkeypatch.setattr(preparing, "_wait", lambda subscription: None)
    known.forget()
    yield
    known.forget()
