"""Owns what the sealer of one stack is told, and the wall that hides it from other processes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from demo.stack.errors import StackError
from demo.stack.places import Places, write_private
from demo.stack.servers import Servers
from demo.stack.walls import Wall

# Told to the sealer only, however they come.
SECRET = ("SEAL_DATABASE_URL", "LOG_SEAL_KEY")
NOT_SEALED = "The log is not sealed: SEAL_DATABASE_URL is not set"
NO_WALL = (
    "This kernel has no Landlock: portal and worker could open the key and the anchor of the log"
)


def variables(places: Places, servers: Servers) -> dict[str, str]:
    """Return where the sealer's database, key and anchor are; nothing where it has no database."""
    url = servers.sealer_url
    if not url:
        return {}
    file = places.secrets / "seal-database-url"
    write_private(file, url)
    key = os.environ.get("LOG_SEAL_KEY_FILE") or str(_key(places))
    anchor = Path(os.environ.get("LOG_ANCHOR") or places.beside / "anchor.jsonl").resolve()
    if anchor.is_relative_to(places.var):
        raise StackError(f"LOG_ANCHOR must not lie in DIS_VAR: {anchor}")
    try:
        anchor.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StackError(
            f"Cannot write in {anchor.parent} ({error.strerror}): choose a file with LOG_ANCHOR"
        ) from error
    return {
        "SEAL_DATABASE_URL_FILE": str(file),
        "LOG_SEAL_KEY_FILE": key,
        "LOG_ANCHOR": str(anchor),
    }


def _key(places: Places) -> Path:
    given = os.environ.get("LOG_SEAL_KEY")
    if not given:
        return places.secret("log-seal-key")
    file = places.secrets / "log-seal-key-given"
    write_private(file, given)
    return file


def wall(told: Mapping[str, str]) -> Wall:
    """Return the wall of web, worker and beat, from what the processes of the stack are told."""
    var = Path(told["DIS_VAR"])
    hidden = [Path(told[name]) for name in ("LOG_ANCHOR", "LOG_SEAL_KEY_FILE") if name in told]
    if hidden and Places(var).beside in hidden[0].parents:
        hidden.append(Places(var).beside)
    keys = [Path(path) for name, path in told.items() if name.startswith(("DIS_", "OIDC_"))]
    documents, scratch = Places(var).written
    # What the local register of health personnel reads (people.hpr); the wall shows what is there.
    register = var / "register"
    register.mkdir(mode=0o700, exist_ok=True)
    storage = Path(os.environ.get("STORAGE_PATH") or documents)
    return Wall(
        hidden=[var, *hidden],
        shown=[
            var / "env",
            var / "static",
            var / "cast-day",
            register,
            *(_inside(keys, var / "secrets")),
        ],
        writable=[Path("/dev"), scratch, storage],
    )


def _inside(paths: list[Path], folder: Path) -> list[Path]:
    return [path for path in paths if folder in path.parents]
