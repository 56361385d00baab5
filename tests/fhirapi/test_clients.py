"""Owns that ordinary clients of FHIR work with the API over HTTP, with ordinary settings only."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from fhirclient import client as smart
from fhirclient.models import bundle as fhir_bundle
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirpy import SyncFHIRClient

from demo.stack.processes import node
from tests.cast import World

pytestmark = pytest.mark.django_db(transaction=True)
KIT = Path(__file__).parent / "clients.mjs"


@pytest.fixture
def base(live_server: Any, settings: Any) -> str:
    settings.BASE_URL = live_server.url
    return f"{live_server.url}/fhir/R4"


def token(name: str) -> str:
    out = io.StringIO()
    call_command("token", "--as", name, stdout=out)
    return str(json.loads(out.getvalue())["access_token"])


def observation(patient_id: object) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "Hemoglobin"},
        "subject": {"reference": f"Patient/{patient_id}"},
    }


def test_fhirpy(committed_world: World, base: str) -> None:
    kari, bearer = str(committed_world.patients["kari"]), f"Bearer {token('system')}"
    client = SyncFHIRClient(base, authorization=bearer)
    assert client.reference("Patient", kari).to_resource().id == kari
    made = [client.resource(**_named(observation(kari))) for _ in range(3)]
    for each in made:
        each.save()
    pages = client.resources("Observation").search(patient=kari).limit(2).fetch_all()
    assert {each.id for each in made} <= {each.id for each in pages}
    version = {"If-Match": f'W/"{made[0]["meta"]["versionId"]}"'}
    careful = SyncFHIRClient(base, authorization=bearer, extra_headers=version)
    changed = careful.resource(**_named(made[0].serialize() | {"status": "amended"}))
    changed.save()
    assert changed["meta"]["versionId"] == "2"
    entry = {
        "resource": observation(kari),
        "request": {"method": "POST", "url": "Observation"},
    }
    client.resource("Bundle", type="transaction", entry=[entry]).save()
    assert len(client.resources("Observation").search(patient=kari).fetch_all()) == len(pages) + 1


def _named(resource: dict[str, Any]) -> dict[str, Any]:
    return {("resource_type" if k == "resourceType" else k): v for k, v in resource.items()}


def test_fhirclient(committed_world: World, base: str) -> None:
    kari = str(committed_world.patients["kari"])
    found = smart.FHIRClient(settings={"app_id": "test", "api_base": base})
    server = found.server
    server.session.headers["Authorization"] = f"Bearer {token('system')}"
    assert Patient.read(kari, server).id == kari
    made = [Observation(observation(kari)).create(server) for _ in range(3)]
    wanted = {each["id"] for each in made}
    searched = Observation.where({"patient": kari, "_count": "2"})
    assert wanted <= {each.id for each in searched.perform_resources_iter(server)}
    changed = Observation.read(made[0]["id"], server)
    changed.status = "amended"
    server.session.headers["If-Match"] = f'W/"{changed.meta.versionId}"'
    assert changed.update(server)["meta"]["versionId"] == "2"
    del server.session.headers["If-Match"]
    sent = fhir_bundle.Bundle({"resourceType": "Bundle", "type": "transaction"})
    entry = fhir_bundle.BundleEntry({"resource": observation(kari)})
    entry.request = fhir_bundle.BundleEntryRequest({"method": "POST", "url": "Observation"})
    sent.entry = [entry]
    answer = server.post_json("", sent.as_json()).json()
    assert answer["entry"][0]["response"]["status"].startswith("201")


def test_fhir_kit_client(committed_world: World, base: str) -> None:
    kari = str(committed_world.patients["kari"])
    done = subprocess.run(
        [node(), str(KIT), base, token("system"), kari],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "metadata: 4.0.1",
        "smart: /oauth/slipp-inn/ /oauth/token/",
        "read: true",
        "update: final 2",
        "pages: 2 and more, all different: true",
        "patch: amended",
        "vread: preliminary",
        "history: 3",
        "transaction: 201",
    ]
