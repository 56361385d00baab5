"""docker-compose.yml describes the same processes as the local stack."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import yaml

from demo.stack import processes
from demo.stack.environment import Environment
from demo.stack.places import Places
from demo.stack.servers import Servers

ROOT = Path(__file__).resolve().parents[2]
# One-shot steps, and what stands beside the portal beyond one machine.
ONLY_IN_COMPOSE = {"migrate", "proxy", "storage", "bucket"}


def compose() -> dict[str, Any]:
    """Return what the file says."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return found


def local_commands(var: Path) -> dict[str, list[str]]:
    """Return the command of each local process, by name."""
    places = Places(var)
    places.make()
    servers = Servers.own(places)
    told = {"BASE_URL": "http://127.0.0.1:8000", "DIS_VAR": str(var), "LOG_ANCHOR": "/anchor"}
    environment = Environment(8000, 9000, told)
    services = [
        *servers.services(),
        *processes.sign_in(places, environment),
        *processes.portal(environment, "redis://redis"),
    ]
    return {service.name.lower(): [str(word) for word in service.command] for service in services}


def test_processes_are_the_same(tmp_path: Path) -> None:
    assert set(compose()["services"]) - ONLY_IN_COMPOSE == set(local_commands(tmp_path / "var"))


def test_worker_and_beat_run_the_same_command(tmp_path: Path) -> None:
    local = local_commands(tmp_path / "var")
    for name in ("worker", "beat"):
        here = [Path(local[name][0]).name, *local[name][1:]]
        there = shlex.split(compose()["services"][name]["command"])
        assert sorted(there) == sorted(here)


def test_web_runs_the_same_server(tmp_path: Path) -> None:
    local = local_commands(tmp_path / "var")["web"][1:]
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("CMD ")[-1]
    there = yaml.safe_load(image)
    assert there[0] == "granian"
    elsewhere = {"0.0.0.0", "127.0.0.1"}  # noqa: S104  # A container listens on all addresses.
    assert [w for w in there[1:] if w not in elsewhere] == [w for w in local if w not in elsewhere]


def test_only_the_sealer_has_its_key_and_the_anchor() -> None:
    services = compose()["services"]

    def given(secret: str) -> set[str]:
        return {name for name, each in services.items() if secret in each.get("secrets", [])}

    assert given("log_seal_key") == {"sealer"}
    assert given("seal_database_url") == {"sealer", "migrate"}  # Migrating gives the role rights.
    assert [name for name, each in services.items() if "anchor:" in str(each)] == ["sealer"]
    assert set(services["sealer"]["secrets"]) == {"log_seal_key", "seal_database_url"}


def test_every_secret_of_a_container_is_declared() -> None:
    content = compose()
    used = {s for service in content["services"].values() for s in service.get("secrets", [])}
    assert used == set(content["secrets"])
