"""Owns the check that models and migrations are in step, on a PostgreSQL of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from demo.stack import StackError, temporary_servers

ROOT = Path(__file__).resolve().parent.parent
COMMAND = ["manage.py", "makemigrations", "--check", "--dry-run"]


def main() -> int:
    """Run makemigrations --check; return its exit code."""
    try:
        with temporary_servers() as urls:
            env = {**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "tests.settings"}
            done = subprocess.run([sys.executable, *COMMAND], cwd=ROOT, env=env, check=False)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
