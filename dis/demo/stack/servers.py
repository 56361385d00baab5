"""Owns PostgreSQL and Redis as a pair: the part of the stack that tests and benches use too."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT

from demo.stack import children
from demo.stack.errors import StackError
from demo.stack.places import Places
from demo.stack.postgres import ADMIN, APPLICATION, OWNER, SEALER, Postgres
from demo.stack.redis import Redis
from demo.stack.supervisor import Service, Supervisor


@dataclass(frozen=True)
class Servers:
    """The embedded servers of one state folder, or the real ones that the environment names."""

    places: Places
    postgres: Postgres | None
    redis: Redis | None

    @classmethod
    def of(cls, places: Places, *, throwaway: bool = False) -> Servers:
        """Choose: a server named by the environment comes before one of our own."""
        given = os.environ
        if bool(given.get("DATABASE_URL")) != bool(given.get("OWNER_DATABASE_URL")):
            raise StackError(
                "DATABASE_URL (application) and OWNER_DATABASE_URL (owner) belong together"
            )
        own = cls.own(places, throwaway=throwaway)
        return cls(
            places,
            None if given.get("DATABASE_URL") else own.postgres,
            None if given.get("REDIS_URL") else own.redis,
        )

    @classmethod
    def own(cls, places: Places, *, throwaway: bool = False) -> Servers:
        """Take the embedded servers, whatever the environment names."""
        passwords = {
            role: places.secret(f"postgres-{role}").read_text(encoding="utf-8")
            for role in (ADMIN, OWNER, APPLICATION, SEALER)
        }
        return cls(
            places,
            Postgres(places.var / "postgres", places.sockets, passwords, throwaway),
            Redis(places.var / "redis", places.sockets),
        )

    @property
    def urls(self) -> dict[str, str]:
        """Return what the application needs to know."""
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url(APPLICATION)
        if self.redis:
            found["REDIS_URL"] = self.redis.url
        return found

    @property
    def owner_url(self) -> str:
        """Return the address of the owner role, for migrations and tests only."""
        return self.postgres.url(OWNER) if self.postgres else os.environ["OWNER_DATABASE_URL"]

    @property
    def sealer_url(self) -> str | None:
        """Return the address of the sealer's role; of a real server only if it is named."""
        return self.postgres.url(SEALER) if self.postgres else os.environ.get("SEAL_DATABASE_URL")

    def services(self) -> Iterator[Service]:
        """Yield the processes, in the order of starting."""
        if self.postgres:
            yield self._postgres_service(self.postgres)
        if self.redis:
            yield Service(
                "Redis", self.redis.command, self.redis.is_ready, prepare=self.redis.create
            )

    def _postgres_service(self, postgres: Postgres) -> Service:
        if postgres.as_nobody and not children.can_map_users():
            raise StackError(
                "PostgreSQL does not run as root, and user namespaces are not allowed here: "
                "start as an ordinary user, or set DATABASE_URL and OWNER_DATABASE_URL"
            )

        def prepare() -> None:
            postgres.create()
            postgres.clear_stale_lock()

        return Service(
            "PostgreSQL",
            postgres.command,
            postgres.is_ready,
            prepare=prepare,
            stop_signal=SIGINT,
            stop_within=30,
            as_nobody=postgres.as_nobody,
        )


def _quietly(text: str) -> None:
    """Say nothing."""


@contextlib.contextmanager
def temporary_servers(
    say: Callable[[str], None] = _quietly, *, throwaway: bool = True
) -> Iterator[dict[str, str]]:
    """Run PostgreSQL and Redis in a folder of their own; yield the variables that lead there.

    A throwaway database never waits for the disk; what is measured must not be one.
    """
    var = Path(tempfile.mkdtemp(prefix="dis-"))
    places = Places(var)
    places.make()
    servers = Servers.of(places, throwaway=throwaway)
    env = {**os.environ, children.MARK: places.mark}
    supervisor = Supervisor(places.logs, var, env, say)
    try:
        supervisor.start(servers.services())
        sealer = {"SEAL_DATABASE_URL": servers.sealer_url} if servers.sealer_url else {}
        yield {**servers.urls, **sealer, "OWNER_DATABASE_URL": servers.owner_url}
    finally:
        supervisor.stop()
        shutil.rmtree(var, ignore_errors=True)
        shutil.rmtree(places.sockets, ignore_errors=True)
