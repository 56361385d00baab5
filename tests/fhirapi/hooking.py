"""Owns how tests speak CDS Hooks: drafts, calls and feedback, and who sends them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from common import clock
from fhirapi import callers
from fhirapi.callers import Caller
from labresults.measured.models import AvoidedOrder
from tests.cast import World
from tests.fhirapi import calling
from tests.labresults.results import HB
from tests.log_reading import rows_of

BASE = "/fhir/cds-services"
SERVICE = f"{BASE}/already-measured"
FEEDBACK = f"{SERVICE}/feedback"


def draft(world: World, slug: str, coding: tuple[str, str] = HB, **more: Any) -> dict[str, Any]:
    system, code = coding
    return {
        "resourceType": "ServiceRequest",
        "id": slug,
        "status": "draft",
        "intent": "order",
        "code": {"coding": [{"system": system, "code": code}]},
        "subject": {"reference": f"Patient/{world.patients['kari']}"},
        **more,
    }


def body(world: World, *drafts: Any, picked: Any = None, **context: Any) -> dict[str, Any]:
    every = drafts or (draft(world, "1"),)
    names = [f"{each['resourceType']}/{each['id']}" for each in every]
    return {
        "hook": "order-select",
        "hookInstance": str(uuid.uuid4()),
        "context": {
            "userId": "Practitioner/7",
            "patientId": str(world.patients["kari"]),
            "selections": names if picked is None else picked,
            "draftOrders": {
                "resourceType": "Bundle",
                "entry": [{"resource": each} for each in every],
            },
            **context,
        },
    }


def asking(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Any]]:
    """Sends as a caller, who is known by what a token says; gives status and what came."""
    berg = calling.caller(world, "berg-for-kari")

    def sent(
        what: Any, path: str = SERVICE, caller: Caller | None = None, **headers: str
    ) -> tuple[int, Any]:
        monkeypatch.setattr(callers, "of", lambda request: caller or berg)
        data = what if isinstance(what, str | bytes) else json.dumps(what)
        found = Client().post(path, data, content_type="application/json", headers=headers)
        return found.status_code, json.loads(found.content)

    return sent


def card(ask: Any, what: Any, **more: Any) -> dict[str, Any]:
    status, told = ask(what, **more)
    assert status == 200, told
    (found,) = told["cards"]
    assert isinstance(found, dict)
    return found


def accepted(found: Any, **more: Any) -> dict[str, Any]:
    entry = {
        "card": found["uuid"],
        "outcome": "accepted",
        "acceptedSuggestions": [{"id": found["suggestions"][0]["uuid"]}],
        "outcomeTimestamp": clock.now().isoformat(),
        **more,
    }
    return {"feedback": [entry]}


def kept(world: World) -> list[AvoidedOrder]:
    with rows_of(world.patients["kari"]):
        return list(AvoidedOrder.ungated.all())
