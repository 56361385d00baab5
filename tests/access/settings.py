"""Owns how the tests of settings ask: the pages, and what is in force behind them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from access.models import (
    AccessClosure,
    Block,
    DigitalConsent,
    PatientNotice,
    Reservation,
    Restriction,
)
from tests.cast import World
from tests.log_reading import rows_of

OWN = "/personvern/innstillinger/"
HELPLINE = "/hjelpetelefon/innstillinger/"
MODELS: dict[str, Any] = {
    "restriction": Restriction,
    "block": Block,
    "reservation": Reservation,
    "closure": AccessClosure,
    "consent": DigitalConsent,
}


def browser(world: World, slug: str = "kari", *, language: str = "en") -> Client:
    client = world.sign_in(slug)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def helpline(world: World, patient: str = "kari") -> Client:
    """Strand, who has found the patient."""
    client = browser(world, "strand")
    session = client.session
    session["identified"] = str(world.patients[patient])
    session.save()
    return client


def send(client: Client, path: str, world: World, patient: str = "kari", **fields: Any) -> Any:
    return client.post(path, {"patient": str(world.patients[patient]), **fields})


def rows(world: World, sort: str, patient: str = "kari") -> list[Any]:
    with rows_of(world.patients[patient]):
        return list(
            MODELS[sort].ungated.filter(patient_id=world.patients[patient]).order_by("start")
        )


def notices(world: World, patient: str = "kari") -> list[tuple[str, str, str]]:
    with rows_of(world.patients[patient]):
        found = PatientNotice.ungated.filter(patient_id=world.patients[patient])
        return [(n.code, n.instrument, n.done_as) for n in found.order_by("recorded_at")]


def whom(world: World, slug: str) -> str:
    return f"p.{world.roles[slug].practitioner_id}"


def where(world: World, slug: str) -> str:
    return f"o.{world.roles[slug].legal_entity_id}"
