"""Behind the wall of the local stack a process reads and writes only what it needs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from demo.stack import children, processes, sealing, walls
from demo.stack.environment import Environment
from demo.stack.errors import StackError
from demo.stack.places import Places, write_private
from demo.stack.servers import Servers
from demo.stack.supervisor import Service

needs_a_wall = pytest.mark.skipif(not walls.version(), reason="this kernel has no Landlock")
TRY = """
import json, sys

def tried(path, mode):
    try:
        with open(path, mode):
            return "opened"
    except OSError as error:
        return error.strerror

print(json.dumps([tried(*each) for each in json.loads(sys.argv[1])]))
"""
REFUSED = "Permission denied"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the processes of a stack are told, with everything in its place."""
    for name in ("DATABASE_URL", "REDIS_URL", "LOG_ANCHOR", "LOG_SEAL_KEY", "STORAGE_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    places = Places(tmp_path / "var")
    places.make()
    found = sealing.variables(places, Servers.own(places))
    Path(found["LOG_ANCHOR"]).write_text("a head", encoding="ascii")
    write_private(places.var / "env", "")
    return {"DIS_VAR": str(places.var), "BASE_URL": "http://127.0.0.1:1", **found}


@pytest.fixture
def services(told: dict[str, str]) -> dict[str, Service]:
    found = processes.portal(Environment(1, None, told), "redis://redis")
    return {service.name: service for service in found}


@pytest.fixture
def tried(services: dict[str, Service], tmp_path: Path) -> Callable[..., list[str]]:
    """What a process of that service gets when it opens files."""

    def run(service: str, *asked: tuple[str | Path, str]) -> list[str]:
        words = json.dumps([(str(path), mode) for path, mode in asked])
        log = tmp_path / "out"
        child = children.start(
            [sys.executable, "-c", TRY, words],
            env=os.environ,
            log=log,
            cwd=tmp_path,
            wall=services[service].wall,
        )
        assert child.wait() == 0, log.read_text("utf-8")
        found: list[str] = json.loads(log.read_text("utf-8"))
        log.unlink()
        return found

    return run


@needs_a_wall
@pytest.mark.attack(56)
@pytest.mark.parametrize("service", ["Web", "Worker", "Beat"])
def test_key_and_anchor_cannot_be_opened(
    tried: Callable[..., list[str]], told: dict[str, str], service: str
) -> None:
    secret = [told["LOG_ANCHOR"], told["LOG_SEAL_KEY_FILE"], told["SEAL_DATABASE_URL_FILE"]]
    for mode in ("r", "a"):
        assert tried(service, *((path, mode) for path in secret)) == [REFUSED] * 3
    assert tried("Sealer", *((path, "r") for path in secret)) == ["opened"] * 3


@needs_a_wall
@pytest.mark.attack(56)
def test_only_documents_and_passing_things_are_written(
    tried: Callable[..., list[str]], told: dict[str, str], tmp_path: Path
) -> None:
    var = Path(told["DIS_VAR"])
    for path in (var / "env", var / "new", tmp_path / "new", Path(__file__), Path.home() / "new"):
        assert tried("Web", (path, "a")) == [REFUSED], path
    for path in (var / "documents" / "new", var / "tmp" / "new", Path("/dev/null")):
        assert tried("Web", (path, "w")) == ["opened"], path


@needs_a_wall
def test_what_the_portal_needs_is_read(
    tried: Callable[..., list[str]], told: dict[str, str]
) -> None:
    needed: Sequence[Path] = (Path(told["DIS_VAR"]) / "env", Path(__file__), Path(sys.executable))
    assert tried("Web", *((path, "r") for path in needed)) == ["opened"] * 3


@needs_a_wall
def test_a_link_does_not_lead_through_the_wall(
    tried: Callable[..., list[str]], told: dict[str, str]
) -> None:
    link = Path(told["DIS_VAR"]) / "documents" / "link"
    link.symlink_to(told["LOG_SEAL_KEY_FILE"])
    assert tried("Web", (link, "r")) == [REFUSED]


def test_a_kernel_without_landlock_has_no_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "version", lambda: 0)
    assert walls.Wall(hidden=(), shown=(), writable=()).build() is None


def test_the_anchor_never_lies_among_what_it_guards(
    told: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(Path(told["DIS_VAR"]))
    monkeypatch.setenv("LOG_ANCHOR", str(places.var / "anchor.jsonl"))
    with pytest.raises(StackError, match="must not lie in DIS_VAR"):
        sealing.variables(places, Servers.own(places))


def test_secrets_of_the_sealer_are_told_to_nobody_else(
    told: dict[str, str], services: dict[str, Service]
) -> None:
    seen = json.dumps([told, *({**service.env} for service in services.values())])
    for name in ("LOG_SEAL_KEY_FILE", "SEAL_DATABASE_URL_FILE"):
        assert Path(told[name]).read_text("utf-8").strip() not in seen
