"""The portal runs on a machine's own PostgreSQL and Redis, and the stack runs for any user."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from demo.stack import children
from demo.stack.places import free_port
from tests.stack.running import Stack, ended_afterwards, wait_until

# Python of this test, in a process that becomes an ordinary user before it starts anything.
AS_NOBODY = """
import os, tempfile
from demo.stack import servers
import encodings.ascii, encodings.idna, psycopg, redis
os.setgroups([]); os.setgid(65534); os.setuid(65534)
os.environ["HOME"] = tempfile.gettempdir()
for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
    os.environ.pop(name, None)
with servers.temporary_servers() as urls:
    with psycopg.connect(urls["DATABASE_URL"]) as connection:
        print(connection.execute("SELECT current_user").fetchone()[0])
    print(redis.Redis.from_url(urls["REDIS_URL"]).ping())
"""


def installed_postgres() -> Path | None:
    """Return the programs of the newest PostgreSQL of this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: p.parts[4])
    return found[-1].parent if found else None


def run_as_somebody(command: list[str]) -> None:
    """Run a program that refuses root."""
    nobody = os.geteuid() == 0
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        preexec_fn=children.birth(  # One thread only.
            os.getpid(), signal.SIGKILL, as_nobody=nobody
        ),
    )


def spawn(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a server of this machine."""
    nobody = os.geteuid() == 0 and "postgres" in command[0]
    return children.start(command, env=os.environ, log=log, cwd=log.parent, as_nobody=nobody)


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The machine's own PostgreSQL on a port, with the two roles that README asks for."""
    programs = installed_postgres()
    if programs is None:
        pytest.skip("no PostgreSQL is installed on this machine")
    data, port = tmp_path / "postgres", free_port()
    run_as_somebody([str(programs / "initdb"), "-D", str(data), "-U", "root_of_it", "-A", "trust"])
    options = ["-p", str(port), "-k", str(tmp_path), "-c", "listen_addresses=127.0.0.1"]
    server = spawn([str(programs / "postgres"), "-D", str(data), *options], tmp_path / "pg.log")
    base = f"127.0.0.1:{port}"

    def connect() -> psycopg.Connection[tuple[object, ...]]:
        url = f"postgresql://root_of_it@{base}/postgres"
        return psycopg.connect(url, autocommit=True, connect_timeout=2)

    def answers() -> bool:
        try:
            connect().close()
        except psycopg.OperationalError:
            return False
        return True

    assert wait_until(answers, 30), (tmp_path / "pg.log").read_text(encoding="utf-8")
    password = quote(secrets.token_urlsafe(12))
    with connect() as connection:
        connection.execute(f"CREATE ROLE keeper LOGIN CREATEDB PASSWORD '{password}'")
        connection.execute(f"CREATE ROLE portal LOGIN PASSWORD '{password}'")
        connection.execute("CREATE DATABASE dis OWNER keeper")
    yield {
        "DATABASE_URL": f"postgresql://portal:{password}@{base}/dis",
        "OWNER_DATABASE_URL": f"postgresql://keeper:{password}@{base}/dis",
    }
    server.send_signal(signal.SIGINT)
    server.wait(30)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The machine's own Redis on a port."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis is installed on this machine")
    url = f"redis://127.0.0.1:{free_port()}/0"
    port = url.rsplit(":", 1)[-1].removesuffix("/0")
    command = [program, "--port", port, "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    server = spawn([*command, "--appendonly", "yes"], tmp_path / "redis.log")
    client = Redis.from_url(url)
    assert wait_until(lambda: _pings(client), 20)
    yield {"REDIS_URL": url}
    server.terminate()
    server.wait(20)


def _pings(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


def test_portal_runs_on_the_servers_of_the_machine(
    tmp_path: Path, postgres: dict[str, str], redis: dict[str, str]
) -> None:
    with ended_afterwards(Stack(tmp_path / "var", more_env={**postgres, **redis})) as stack:
        stack.start()
        assert stack.is_up()
        assert "Starting PostgreSQL" not in stack.output
        assert "Starting Redis" not in stack.output
        assert not (stack.var / "postgres").exists()
        assert stack.interrupt() == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_servers_run_for_an_ordinary_user() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["dis_app", "True"]
