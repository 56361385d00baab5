"""Web, worker and beat cannot open the key and the anchor of the log; the sealer can."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.stack import walls
from tests.stack.running import SIGNS, Stack, wait_until

pytestmark = pytest.mark.skipif(not walls.version(), reason="this kernel has no Landlock")

# Python runs it at the start of each process of the stack, before anything else.
PROBE = """
import json, os, sys
from pathlib import Path

var = Path(os.environ["DIS_VAR"])
told = dict(line.split("=", 1) for line in (var / "env").read_text().splitlines())
parent = os.getppid()

def tried(path, mode="r"):
    try:
        open(path, mode).close()
    except OSError as error:
        return error.strerror
    return "opened"

def signalled():
    try:
        os.kill(parent, 0)
    except OSError as error:
        return error.strerror
    return "sent"

found = {
    "anchor": tried(told["LOG_ANCHOR"]),
    "anchor to write": tried(told["LOG_ANCHOR"], "a"),
    "key": tried(told["LOG_SEAL_KEY_FILE"]),
    "database of the sealer": tried(told["SEAL_DATABASE_URL_FILE"]),
    "database of the owner": tried(var / "secrets" / "owner-database-url"),
    "files of the database": tried(var / "postgres" / "PG_VERSION"),
    "settings to write": tried(var / "env", "a"),
    "code to write": tried(Path("manage.py"), "a"),
    "memory of the supervisor": tried(f"/proc/{parent}/mem"),
    "signal to the supervisor": signalled(),
    "settings": tried(var / "env"),
    "code": tried(Path("manage.py")),
}
file = var / "tmp" / f"probe-{os.getpid()}.json"
file.write_text(json.dumps({"command": " ".join(sys.orig_argv), "found": found}))
"""
SEEN = {"settings", "code"}


@pytest.fixture(scope="module")
def probed(seeded: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """What the main process of each service found, by its name."""
    folder = tmp_path_factory.mktemp("probe")
    (folder / "sitecustomize.py").write_text(PROBE, encoding="utf-8")
    paths = [str(folder), os.environ.get("PYTHONPATH", "")]
    seeded.end()
    seeded.more_env["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    seeded.start()
    try:
        yield {name: _found(seeded.var / "tmp", SIGNS[name]) for name in SIGNS if name in PYTHONS}
    finally:
        seeded.end()
        del seeded.more_env["PYTHONPATH"]


PYTHONS = ("Sealer", "Worker", "Beat", "Web")


def _found(folder: Path, sign: str) -> object:
    def all_of_it() -> list[dict[str, object]]:
        files = [json.loads(file.read_text("utf-8")) for file in folder.glob("probe-*.json")]
        return [each["found"] for each in files if sign in each["command"]]

    assert wait_until(lambda: bool(all_of_it()), 10), sign
    return all_of_it()[0]


@pytest.mark.attack(56)
@pytest.mark.parametrize("service", ["Worker", "Beat", "Web"])
def test_the_portals_processes_stand_behind_the_wall(
    probed: dict[str, dict[str, str]], service: str
) -> None:
    found = probed[service]
    assert {what for what, answer in found.items() if answer == "opened"} == SEEN
    refused = {answer for what, answer in found.items() if what not in SEEN}
    signals = {"Operation not permitted"} if walls.version() >= 6 else {"sent"}
    assert refused == {"Permission denied"} | signals


def test_the_sealer_stands_outside(probed: dict[str, dict[str, str]]) -> None:
    assert set(probed["Sealer"].values()) == {"opened", "sent"}


def test_the_portal_serves_behind_the_wall(seeded: Stack, probed: dict[str, object]) -> None:
    assert seeded.is_up()
    assert "warnings" not in seeded.health()
