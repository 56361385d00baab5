"""Serves the portal, or another WSGI application, as `make run` does: granian and its workers."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from demo.stack.environment import Environment
from demo.stack.places import free_port
from demo.stack.processes import portal

START_SECONDS = 60
PORTAL = "config.wsgi:application"


@contextmanager
def served(application: str = PORTAL) -> Iterator[int]:
    """The port of a web process of its own, with the settings of this bench."""
    port = free_port()
    environment = Environment(
        port, None, {"BASE_URL": f"http://127.0.0.1:{port}", "DIS_VAR": os.environ["DIS_VAR"]}
    )
    *_, web = portal(environment, "")
    command = [application if word == PORTAL else word for word in web.command]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START_SECONDS
        while not _answers(port):
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _answers(port: int) -> bool:
    """Whether somebody answers there, whatever is said."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
