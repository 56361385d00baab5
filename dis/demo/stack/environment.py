"""Owns the variables that the portal's processes get: addresses, keys and secrets of one stack."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import RSAKey

from demo.stack import sealing
from demo.stack.errors import StackError
from demo.stack.places import Places, is_free, write_private
from demo.stack.servers import Servers

ROOT = Path(__file__).resolve().parents[3]
PROVIDERS = ("IDPORTEN", "HELSEID")
SECRETS = {
    "DIS_SECRET_KEY": 48,
    "DIS_IDENTITY_KEYS": 32,
    "DIS_IDENTITY_INDEX_KEY": 32,
    "DIS_DOCUMENT_KEYS": 32,
}


def web_port() -> int:
    """Return PORT, which must be a free port that this user may listen on."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 1 <= int(given) <= 65535:
        raise StackError(f"PORT must be a number from 1 to 65535, not {given!r}")
    port = int(given)
    if not is_free(port):
        raise StackError(
            f"Port {port} is in use or not allowed: "
            f"stop what uses it, or choose another, as in: make run PORT={min(port + 1, 65535)}"
        )
    return port


@dataclass(frozen=True)
class Environment:
    """What the processes of one stack are told."""

    port: int
    oidc_port: int | None
    variables: dict[str, str]

    @property
    def base_url(self) -> str:
        return self.variables["BASE_URL"]


def client_key(file: Path) -> Path:
    """Return the file of the portal's private key at a provider, made the first time."""
    if not file.exists():
        key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        write_private(file, json.dumps(key.as_dict(private=True)))
    return file


def signing_key(file: Path) -> Path:
    """Return the file of the key with which the portal tells apps who signed in."""
    if not file.exists():
        write_private(file, RSAKey.generate_key(2048).as_pem(private=True).decode("ascii"))
    return file


def _sign_in(places: Places) -> tuple[int | None, dict[str, str]]:
    """Return the local providers' port and the variables of sign-in; real providers come first."""
    given = [bool(os.environ.get(f"OIDC_{name}_ISSUER")) for name in PROVIDERS]
    if all(given):
        return None, {}
    if any(given):
        raise StackError("OIDC_IDPORTEN_ISSUER and OIDC_HELSEID_ISSUER belong together")
    port = places.port("oidc")
    variables = {}
    for name in PROVIDERS:
        key = str(client_key(places.secrets / f"oidc-{name.lower()}.json"))
        variables[f"OIDC_{name}_ISSUER"] = f"http://127.0.0.1:{port}/{name.lower()}"
        variables[f"OIDC_{name}_CLIENT_ID"] = "dis-portal"
        variables[f"OIDC_{name}_KEY"] = key
        variables[f"OIDC_CLIENT_JWKS_{name}"] = key
    return port, variables


def prepare(places: Places, servers: Servers, port: int) -> Environment:
    """Make the secrets and write DIS_VAR/env, which `manage.py` in a second terminal reads."""
    oidc_port, sign_in = _sign_in(places)
    variables = {
        "DIS_ENV": "demo",
        "DIS_VAR": str(places.var),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        **{
            f"{name}_FILE": str(places.secret(name.lower(), size=size))
            for name, size in SECRETS.items()
            if not os.environ.get(name) and not os.environ.get(f"{name}_FILE")
        },
        "OIDC_SIGNING_KEY_FILE": str(signing_key(places.secrets / "oidc-signing.pem")),
        **servers.urls,
        **sign_in,
        **sealing.variables(places, servers),
    }
    lines = [f"{name}={value}\n" for name, value in variables.items()]
    write_private(places.var / "env", "".join(lines))
    # Only for a migration by hand; the portal itself never holds the owner's password.
    write_private(places.secrets / "owner-database-url", servers.owner_url)
    return Environment(port, oidc_port, variables)
