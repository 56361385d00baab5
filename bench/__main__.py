"""Runs the bench: `python -m bench`, or `python -m bench --large`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

from bench import report
from bench.figures import Figure
from demo.stack import StackError, temporary_servers

USUAL = (
    "importing",
    "opening",
    "pages",
    "looking",
    "searching",
    "crowd",
    "formats",
    "sealing",
    "api",
    "results_in",
    "summarising",
    "results_table",
    "starting",
    "unusual",  # Last: it puts another town in the place of the population.
)
# The long log comes after what counts its rows, and what adds to it after that.
LARGE = ("verifying", "large", "api_sizes", "results_in_large", "unusual_seeds")
Measure = Callable[[], list[Figure]]


def _set_up(var: str, servers: dict[str, str]) -> None:
    """Settings as in production where they cost time: pool, stored files, no debugging."""
    key = "YmVuY2ggYmVuY2ggYmVuY2ggYmVuY2ggYmVuY2ggISE="  # Guards nothing: all data is made up.
    os.environ |= {
        **servers,
        "DIS_ENV": "test",
        "DIS_VAR": var,
        "DIS_SECRET_KEY": key * 2,
        "DIS_IDENTITY_KEYS": key,
        "DIS_IDENTITY_INDEX_KEY": key,
        "DIS_DOCUMENT_KEYS": key,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    django.setup()
    call_command = importlib.import_module("django.core.management").call_command
    call_command("collectstatic", "--no-input", verbosity=0)
    call_command("migrate", database="owner", verbosity=0)


def _measure(names: tuple[str, ...]) -> list[Figure]:
    """Each part in turn; parts are imported late, because their models need the settings."""
    found: list[Figure] = []
    for name in names:
        print(f"measuring: {name} …", flush=True)
        start = time.monotonic()
        measure: Measure = importlib.import_module(f"bench.{name}").measure
        found += measure()
        print(f"  took {time.monotonic() - start:.0f} s", flush=True)
    return found


def main() -> int:
    """Measure, print the table and write it down; exit code 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="what needs millions of rows")
    parser.add_argument("--only", choices=(*USUAL, *LARGE), help="one part, written nowhere")
    options = parser.parse_args()
    names = LARGE if options.large else (options.only,) if options.only else USUAL
    start = time.monotonic()
    try:
        # On a disk, beside the portal's own state: a file system in memory would flatter.
        with (
            tempfile.TemporaryDirectory(prefix="dis-bench-") as var,
            temporary_servers(throwaway=False) as servers,
        ):
            _set_up(var, servers)
            figures = _measure(names)
            machine = report.machine(Path(var))
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    minutes = (time.monotonic() - start) / 60
    text = report.table(figures, machine, minutes)
    print(text)
    if not options.only:
        report.write("large" if options.large else "latest", text, figures, machine)
    return 1 if any(figure.passed is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
