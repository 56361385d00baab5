"""Puts documents of a patient into the small world, and opens the pages that show them."""

from __future__ import annotations

import base64
import re
import uuid
from typing import Any

from django.conf import settings
from django.test import Client

from access.codes import CONFIDENTIALITY_SYSTEM
from access.models import FormerVersion
from common.references import local_id
from demo.cast.fhir_directory import reference
from tests import cast
from tests.log_reading import rows_of

# One patient of the world with no more than one document, and one who is treated by Dr Berg.
OWN, TREATED = "marte", "kari"
Resource = dict[str, Any]


def document(own_id: str, patient: str = OWN, **more: Any) -> Resource:
    """A discharge summary; `more` takes the place of its members."""
    return {**cast.document(patient, own_id=own_id), "description": f"Epikrise {own_id}", **more}


def subject(patient: str) -> Resource:
    return reference("Patient", patient)


def typed(code: str) -> Resource:
    return {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.9602", "code": code}]}


def labelled(code: str) -> list[Resource]:
    return [{"coding": [{"system": CONFIDENTIALITY_SYSTEM, "code": code}]}]


def replacing(own_id: str) -> list[Resource]:
    return [{"code": "replaces", "target": {"reference": f"DocumentReference/{own_id}"}}]


def holding(data: bytes, content_type: str) -> list[Resource]:
    """The content of a document with these bytes in it."""
    attachment = {"contentType": content_type, "data": base64.b64encode(data).decode()}
    return [{"attachment": attachment}]


def put(*documents: Resource) -> None:
    refused = cast.import_resources(documents)
    assert not refused, refused


def id_of(own_id: str) -> uuid.UUID:
    return local_id(cast.SOURCE, "DocumentReference", own_id)


def own_page(own_id: str) -> str:
    return f"/journal/{id_of(own_id)}/"


def former(world: cast.World, own_id: str, number: int, patient: str = OWN) -> str:
    """The last part of the address of a version that a newer one has replaced."""
    with rows_of(world.patients[patient]):
        found = FormerVersion.ungated.get(resource_id=id_of(own_id), version=number)
    return f"versjoner/{found.id}/"


def signed_in(world: cast.World, slug: str = OWN, *, language: str = "en") -> Client:
    """The browser of somebody of the cast, who reads English."""
    client = world.sign_in(slug)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def opened(world: cast.World, patient: str = TREATED) -> tuple[Client, str]:
    """Dr Berg has opened the record; gives the browser and the address of its documents."""
    client = signed_in(world, "berg")
    base = f"/kliniker/pasient/{world.patients[patient]}"
    answer = client.post(f"{base}/apne/", {"basis": "relation"})
    assert answer.status_code == 302
    return client, f"{base}/dokumenter/"


def words(answer: Any) -> str:
    """The text of a page without its marks, white space as one space."""
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
