"""The backend that settings name: Django's own, but for how a pooled connection is tried."""

import select
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, whose pool would send an empty statement before each request."""

    _connection_pools: ClassVar[dict[str, Any]]
    _configure_connection: Callable[[Connection[Any]], None]

    @property
    def pool(self) -> Any:
        """The pool of this alias and process, made once."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if options and self.alias not in self._connection_pools:
            made: ConnectionPool[Any] = ConnectionPool(
                kwargs={**self.get_connection_params(), "autocommit": True},
                open=False,
                configure=self._configure_connection,
                check=check,
                **options,
            )
            self._connection_pools.setdefault(self.alias, made)
        return super().pool


def check(connection: Connection[Any]) -> None:
    """Try a connection that the server has said something on while nobody used it: most likely that
    it closes it. An error of psycopg where it is gone; one that is silent is taken as it is."""
    sign = select.poll()
    sign.register(connection.fileno(), select.POLLIN)
    if sign.poll(0):
        ConnectionPool.check_connection(connection)
