"""The table of figures beside their goals, and what is worth knowing of the machine."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from bench.figures import Figure, milliseconds

RESULTS = Path(__file__).parent / "results"
ROOT = Path(__file__).parent.parent


def machine(folder: Path) -> dict[str, Any]:
    """Facts that make two runs comparable; `folder` lies on the disk that the database uses."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "changed_files": len(_git("status", "--porcelain").splitlines()),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": postgres,
        "load_average": [round(each, 2) for each in os.getloadavg()],
        "fsync_ms": round(_fsync(folder), 2),
    }


def table(figures: Iterable[Figure], machine: dict[str, Any], minutes: float) -> str:
    """The report as Markdown."""
    lines = ["| figure | goal | reached | |", "|---|---|---|---|"]
    notes = []
    for figure in figures:
        lines.append(f"| {figure.name} | {_goal(figure)} | {_value(figure)} | {_mark(figure)} |")
        if figure.note:
            notes.append(f"- {figure.name}: {figure.note}")
    facts = [f"- {name.replace('_', ' ')}: {value}" for name, value in machine.items()]
    parts = ["# Figures", "", *lines, "", "Notes:", *notes, "", "Machine:", *facts]
    return "\n".join([*parts, f"- the bench took: {minutes:.1f} minutes", ""])


def write(name: str, text: str, figures: Iterable[Figure], machine: dict[str, Any]) -> None:
    """Keep the last run beside the code."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    content = {
        "machine": machine,
        "figures": [{**asdict(figure), "passed": figure.passed} for figure in figures],
    }
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {figure.goal:g} {figure.unit}"


def _value(figure: Figure) -> str:
    digits = 0 if figure.value >= 100 or figure.value == int(figure.value) else 1
    return f"{figure.value:.{digits}f} {figure.unit}"


def _mark(figure: Figure) -> str:
    return {True: "pass", False: "FAIL", None: ""}[figure.passed]


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", file.read_text()) if file.exists() else None
    return found.group(1) if found else platform.processor()


def _fsync(folder: Path) -> float:
    """What a commit costs at least here: the median of writing 8 kB durably."""
    file = folder / "fsync"
    with file.open("wb", buffering=0) as opened:

        def flush() -> None:
            opened.write(b"x" * 8192)
            os.fsync(opened.fileno())

        return statistics.median(milliseconds(flush, times=100))
