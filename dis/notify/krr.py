"""Asks Digdir's contact and reservation register, with a token of Maskinporten.

Source: docs.digdir.no, Oppslagstjenesten REST (POST `personer`, 1 to 1,000 persons) and
Maskinporten (RFC 7523, the assertion lives 120 seconds at most). Untried against the register
itself, which answers nobody without an agreement.
"""

import time
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from joserfc import jwt

from notify import calling
from notify.contacts import MOST, Address, Contact, RegisterDown
from people.signin.proofs import client_key

_SCOPE = "krr:global/kontaktinformasjon.read"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}
_ASSERTION_SECONDS = 60


class Digdir:
    is_local: ClassVar[bool] = False

    def contacts(self, national_ids: Collection[str]) -> Mapping[str, Contact]:
        if not 1 <= len(national_ids) <= MOST:
            raise ValueError(f"1 to {MOST} persons are asked for, not {len(national_ids)}.")
        url = f"{settings.NOTIFY['krr_url']}/rest/v1/personer"
        asked = {"personidentifikatorer": sorted(national_ids)}
        told = _json("POST", url, headers={"Authorization": f"Bearer {_token()}"}, told=asked)
        try:
            return {
                each["personidentifikator"]: _contact(each)
                for each in told["personer"]
                if each["status"] == "AKTIV" and each["personidentifikator"] in national_ids
            }
        except (LookupError, AttributeError, TypeError, ValueError) as error:
            raise RegisterDown("The register answered with something that is no answer.") from error


def _contact(told: Mapping[str, Any]) -> Contact:
    ways = told.get("kontaktinformasjon") or {}
    return Contact(
        is_reserved=told.get("reservasjon") == "JA",
        may_be_notified=told.get("varslingsstatus") == "KAN_VARSLES",
        mobile=_address(ways, "mobiltelefonnummer"),
        email=_address(ways, "epostadresse"),
        language=str(told.get("spraak") or ""),
    )


def _address(ways: Mapping[str, Any], name: str) -> Address | None:
    """The address with the later of the days on which it was changed and confirmed."""
    if not ways.get(name):
        return None
    days = [ways.get(f"{name}_{what}") for what in ("oppdatert", "sist_verifisert")]
    told = [datetime.fromisoformat(day) for day in days if day]
    return Address(str(ways[name]), max(told) if told else None)


def _token() -> str:
    """A token for this look-up; asked for each time, as they are few (one for 1,000 persons)."""
    issuer = settings.NOTIFY["maskinporten_issuer"]
    form = {"grant_type": _GRANT, "assertion": _assertion(issuer)}
    told = _json("POST", f"{issuer.rstrip('/')}/token", headers={}, form=form)
    token = told.get("access_token")
    if not isinstance(token, str):
        raise RegisterDown("Maskinporten gave no token.")
    return token


def _assertion(issuer: str) -> str:
    key = client_key(Path(settings.NOTIFY["maskinporten_key"]))
    now = int(time.time())
    header = {"alg": key.alg or _ALGORITHMS[key.key_type], "kid": key.kid}
    claims = {
        "aud": issuer,
        "iss": settings.NOTIFY["maskinporten_client"],
        "scope": _SCOPE,
        "iat": now,
        "exp": now + _ASSERTION_SECONDS,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode(header, claims, key, algorithms=[str(header["alg"])])


def _json(method: str, url: str, **values: Any) -> Mapping[str, Any]:
    try:
        answer = calling.call(method, url, **values)
        if answer.status != 200:
            raise RegisterDown(f"{url} answered {answer.status}.")
        told = answer.json()
    except (calling.NotReached, calling.NoAnswer) as error:
        raise RegisterDown(f"{url} did not answer ({error}).") from error
    except ValueError as error:
        raise RegisterDown(f"{url} answered with something that is no JSON.") from error
    if not isinstance(told, dict):
        raise RegisterDown(f"{url} answered with something that is no answer.")
    return told
