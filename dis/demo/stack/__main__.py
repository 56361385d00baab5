"""Starts the portal on this machine: `python -m demo.stack`, or `make run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from demo.stack import children, processes, sealing, walls
from demo.stack.environment import ROOT, Environment, prepare, web_port
from demo.stack.errors import StackError
from demo.stack.places import Places
from demo.stack.servers import Servers
from demo.stack.signposts import signposts
from demo.stack.supervisor import Stopped, Supervisor, until_stopped


def say(text: str) -> None:
    """Print one short line at once; a closed terminal is no reason to fall."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # Lives on.


def variables(environment: Environment, places: Places) -> dict[str, str]:
    """Return the environment of the children; nobody else's password is in it."""
    secret = {"OWNER_DATABASE_URL", *sealing.SECRET}
    given = {name: text for name, text in os.environ.items() if name not in secret}
    return {
        **given,
        **environment.variables,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        children.MARK: places.mark,
    }


def bring_up(supervisor: Supervisor, places: Places, servers: Servers, env: Environment) -> None:
    """Start everything in order; the database is ready before the portal looks at it."""
    supervisor.start([*servers.services(), *processes.sign_in(places, env)])
    supervisor.run(
        {
            "Collecting the files of the pages": processes.manage("collectstatic", "--no-input"),
            "Compiling the translations": [sys.executable, "scripts/compile_messages.py"],
            "Migrating the database": processes.manage("migrate", "--database", "owner"),
        },
        {"OWNER_DATABASE_URL": servers.owner_url},
    )
    supervisor.run({"Seeding the cast": processes.manage("seed_demo")})
    redis_url = supervisor.env.get("REDIS_URL", "")
    supervisor.start(processes.portal(env, redis_url))


def run() -> None:
    """Bring the stack up, keep it up until somebody stops it, and take it down."""
    places = Places(Path(os.environ.get("DIS_VAR") or ROOT / "var").resolve())
    places.make()
    with places.lock():
        if children.end_leftovers(places.mark):
            say("Ended what an earlier run left behind")
        port = web_port()
        servers = Servers.of(places)
        env = prepare(places, servers, port)
        supervisor = Supervisor(places.logs, ROOT, variables(env, places), say)
        try:
            bring_up(supervisor, places, servers, env)
            if "LOG_ANCHOR" not in env.variables:
                say(sealing.NOT_SEALED)
            elif not walls.version():
                say(sealing.NO_WALL)
            say(f"Ready: {env.base_url}")
            for line in signposts(env):
                say(line)
            supervisor.watch()
        finally:
            supervisor.stop()


def main() -> int:
    """Run the stack; return the exit code."""
    try:
        with until_stopped():
            run()
    except Stopped:
        say("Stopped; nothing is lost")
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
