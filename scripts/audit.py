"""Owns the audit: asks pip-audit whether a locked Python package has a known vulnerability.

The list of vulnerabilities lies with a service on the network. A known one fails the build; where
the service cannot be reached that is said aloud, and a build without network goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
COMMAND = [
    *(sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"),
    *("--progress-spinner", "off", "--timeout", "10", "--format", "json"),
]
SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """What the service said: who was looked at, who it does not know, and what was found."""

    audited: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    vulnerable: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, report: dict[str, Any]) -> Answer:
        answer = cls()
        for package in report["dependencies"]:
            # What the service does not know is "skipped", and pip-audit still ends with 0.
            if "skip_reason" in package:
                answer.unknown.append(package["name"])
                continue
            answer.audited.append(package["name"])
            for found in package["vulns"]:
                mended = ", ".join(found["fix_versions"]) or "no version yet"
                name = f"{package['name']} {package['version']}"
                answer.vulnerable.append(f"{name}: {found['id']}, mended in {mended}")
        return answer


def ask(lock: Path = LOCK) -> Answer | None:
    """The service's answer; None where it was not reached."""
    try:
        done = subprocess.run(
            [*COMMAND, "-r", str(lock)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        return Answer.of(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def tell(answer: Answer | None) -> int:
    """Say what was found; return the exit code."""
    if answer is None or not answer.audited:
        print("NOT AUDITED: service not reached. Known vulnerabilities may be among the packages.")
        return 0
    if answer.unknown:
        print(f"NOT AUDITED: {len(answer.unknown)} unknown there: {', '.join(answer.unknown)}")
    for line in answer.vulnerable:
        print(f"VULNERABLE: {line}", file=sys.stderr)
    print(f"{len(answer.audited)} packages audited, {len(answer.vulnerable)} vulnerabilities")
    return 1 if answer.vulnerable else 0


if __name__ == "__main__":
    sys.exit(tell(ask()))
