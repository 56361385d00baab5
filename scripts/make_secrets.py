"""Owns the secrets of docker-compose.yml: made once, under var/compose, for this user only."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

from demo.stack import StackError
from demo.stack.environment import PROVIDERS, SECRETS, client_key
from demo.stack.places import Places, write_private

FOLDER = Path(__file__).resolve().parent.parent / "var" / "compose"


def database_url(role: str, password: str) -> str:
    """Return the address of a role in the container `postgresql`."""
    return f"postgresql://dis_{role}:{quote(password, safe='')}@postgresql/dis"


def main() -> int:
    """Make what is missing; return the exit code."""
    places = Places(FOLDER.parent, FOLDER.name)
    try:
        places.make()
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    for name, size in SECRETS.items():
        places.secret(name.lower(), size=size)
    for name in ("postgres_admin", "storage_secret_key", "log_seal_key"):
        places.secret(name)
    files = {"app": "database_url", "owner": "owner_database_url", "seal": "seal_database_url"}
    for role, file in files.items():
        password = places.secret(f"postgres_{role}").read_text(encoding="utf-8")
        write_private(FOLDER / file, database_url(role, password))
    for provider in PROVIDERS:
        client_key(FOLDER / f"oidc_{provider.lower()}")
    print(f"The secrets of docker-compose.yml lie in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
