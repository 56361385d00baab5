"""Tokens of the demo: as the portal gives them to apps, and as HelseID would issue them.

Whatever a token opens, the gate has opened first, as on the pages.
"""

import json
import secrets
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from oauth2_provider.models import set_token_value

from access import gate
from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.codes import Action, Basis, Ground, Kind, Purpose
from access.settings.services import Hand
from common import clock
from common.errors import DisError
from common.identifiers import FNR_SYSTEM
from demo.cast.callers import CITIZENS_APP, CLINICIANS_APP, EHR, HOSPITAL, model
from demo.cast.organisations import organisations
from people import directory, identity
from people.directory import Role
from people.signin import discovery
from people.signin.national import HELSEID

SECONDS = 3600
_PID = "helseid://claims/identity/"
_CLIENT = "helseid://claims/client/claims/"
_ATTESTS = "nhn:tillitsrammeverk:parameters"


class NoToken(DisError):
    """There is no such token in the demo; its text says why."""


def for_system(client_id: str = "") -> dict[str, Any]:
    """A Bearer token of the hospital's record system."""
    app = _app(client_id or EHR)
    if app.api_client_id is None:
        raise NoToken(f"{app.client_id} is an app of people and no system.")
    return _bearer(app, "system/*.cruds")


def for_citizen(person_id: uuid.UUID, patient_id: uuid.UUID, client_id: str = "") -> dict[str, Any]:
    """A Bearer token of an app that the citizen has let in, for that patient."""
    app = _app(client_id or CITIZENS_APP)
    actor = Actor(kind=ActorKind.CITIZEN, person_id=person_id)
    with gate.open_record(actor, patient_id, Kind.SETTINGS, action=Action.WRITE) as grant:
        hand = Hand.of(actor, grant)
        given = model("GivenAccess")(
            patient_id=patient_id,
            start=clock.now(),
            set_by_id=person_id,
            set_by_name=hand.name,
            set_as=hand.set_as,
            app=app,
            person_id=person_id,
            scopes=["patient/*.rs"],
        )
        model("GivenAccess").objects.add(grant, [given])
    return _bearer(app, "launch/patient patient/*.rs", given=given, patient_id=patient_id)


def for_clinician(
    person_id: uuid.UUID, patient_id: uuid.UUID, client_id: str = ""
) -> dict[str, Any]:
    """A Bearer token of an app that a clinician has opened beside the patient's record."""
    app, role = _app(client_id or CLINICIANS_APP), _role(person_id)
    actor = Actor(kind=ActorKind.PRACTITIONER, person_id=person_id, role=role)
    made = gate.attest(actor, patient_id, Statement(Basis.RELATION))
    with gate.open_record(actor.attested(made.id), patient_id, Kind.RECORD) as grant:
        launched = model("LaunchedAccess")(
            patient_id=patient_id,
            app=app,
            person_id=person_id,
            role_id=role.id,
            attestation_id=made.id,
            started_at=clock.now(),
        )
        model("LaunchedAccess").objects.add(grant, [launched])
    return _bearer(app, "launch patient/*.rs", launched=launched, patient_id=patient_id)


def of_helseid(
    person_id: uuid.UUID | None, patient_number: str | None, client_id: str = ""
) -> dict[str, Any]:
    """A token as HelseID issues it, bound to a key that comes with it; without a person it is the
    hospital's system's."""
    key, now = ECKey.generate_key("P-256"), int(time.time())
    claims: dict[str, Any] = {
        "iss": HELSEID.issuer,
        "aud": settings.API_TOKENS["audience"],
        "iat": now,
        "nbf": now,
        "exp": now + SECONDS,
        "jti": str(uuid.uuid4()),
        "client_id": client_id or EHR,
        "scope": settings.API_TOKENS["scope"],
        "cnf": {"jkt": key.thumbprint()},
        f"{_CLIENT}orgnr_parent": organisations()[HOSPITAL].organization_number,
    }
    if person_id is not None:
        claims |= _clinicians(person_id, patient_number, now)
    signer, kid = _signer()
    header = {"alg": "RS256", "kid": kid, "typ": "at+jwt"}
    token = jwt.encode(header, claims, signer, algorithms=["RS256"])
    return {"access_token": token, "token_type": "DPoP", "dpop_key": key.as_dict(private=True)}


def _clinicians(person_id: uuid.UUID, patient_number: str | None, now: int) -> dict[str, Any]:
    role, number = _role(person_id), identity.number_of(person_id)
    claims: dict[str, Any] = {
        f"{_PID}pid": number,
        f"{_PID}security_level": "4",
        f"{_PID}assurance_level": "high",
        "helseid://claims/hpr/hpr_number": role.hpr_number,
        f"{_CLIENT}orgnr_parent": role.legal_entity_number,
    }
    if patient_number is not None:
        claims["authorization_details"] = [_attestation(role, number, patient_number, now)]
    return claims


def _attestation(role: Role, number: str, patient_number: str, now: int) -> dict[str, Any]:
    return {
        "type": _ATTESTS,
        "practitioner": {
            "identifier": {"id": number, "system": FNR_SYSTEM},
            "authorization": {"code": role.code},
            "legal_entity": {"id": role.legal_entity_number},
            "point_of_care": {"id": role.point_of_care_number},
        },
        "care_relationship": {
            "purpose_of_use": {"code": Purpose.TREAT},
            "purpose_of_use_details": {"code": Ground.TREATING},
            "decision_ref": {"id": "demo", "description": "Treats here", "user_selected": False},
        },
        "patients": [{"identifier": {"id": patient_number, "system": FNR_SYSTEM}}],
        "toa": now,
    }


def _bearer(app: Any, scope: str, **more: Any) -> dict[str, Any]:
    patient_id, raw = more.pop("patient_id", None), secrets.token_urlsafe(32)
    expires = clock.now() + timedelta(seconds=SECONDS)
    row = model("AccessToken")(application=app, scope=scope, expires=expires, **more)
    set_token_value(row, raw)
    row.save(force_insert=True)
    found = {"access_token": raw, "token_type": "Bearer", "expires_in": SECONDS, "scope": scope}
    return {**found, "patient": str(patient_id)} if patient_id else found


def _app(client_id: str) -> Any:
    found = model("App").objects.filter(client_id=client_id, is_active=True).first()
    if found is None:
        raise NoToken(f"No app is registered here as {client_id}.")
    return found


def _role(person_id: uuid.UUID) -> Role:
    for role in directory.current_roles(person_id, clock.today()):
        if not role.is_administrative and role.hpr_number:
            return role
    raise NoToken("Only health personnel with an authorisation come with HelseID.")


def _signer() -> tuple[RSAKey, str]:
    """The key of the local HelseID, and the id that it is published under."""
    file = Path(settings.VAR) / "oidc" / "helseid-keys.json"
    if not file.is_file():
        raise NoToken("Only the local HelseID of the demo gives its key away: `make run` first.")
    (own,) = json.loads(file.read_text(encoding="utf-8"))["jwks"]["keys"]
    key = RSAKey.import_key(own)
    for published in discovery.keys(HELSEID, "").keys:
        if published.thumbprint() == key.thumbprint():
            return key, str(published.kid)
    raise NoToken("The local HelseID has published another key: start `make run` again.")
