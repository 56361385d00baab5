"""Owns the local stack: everything the portal needs, started by one command on one machine."""

from demo.stack.errors import StackError
from demo.stack.servers import temporary_servers

__all__ = ["StackError", "temporary_servers"]
