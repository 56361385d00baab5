"""A known vulnerability fails the build; a service that does not answer is said aloud."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts import audit
from scripts.audit import Answer

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
FOUND = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.20"], "aliases": [], "description": ""}
WEAK = {"name": "pillow", "version": "13.0.0", "vulns": [FOUND]}
UNKNOWN = {"name": "redis", "skip_reason": "Dependency not found"}


def report(*packages: dict[str, Any]) -> Answer:
    return Answer.of({"dependencies": list(packages)})


def test_a_known_vulnerability_fails_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.tell(report(SOUND, WEAK)) == 1

    assert "pillow 13.0.0: PYSEC-2026-1, mended in 5.2.20" in capsys.readouterr().err


def test_sound_packages_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.tell(report(SOUND)) == 0

    assert capsys.readouterr().out == "1 packages audited, 0 vulnerabilities\n"


@pytest.mark.parametrize("answer", [None, report(UNKNOWN), report()])
def test_where_nobody_could_be_asked_it_is_said_and_not_called_sound(
    answer: Answer | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.tell(answer) == 0

    said = capsys.readouterr().out
    assert said.startswith("NOT AUDITED: service not reached")
    assert "0 vulnerabilities" not in said


def test_packages_that_the_service_does_not_know_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert audit.tell(report(SOUND, UNKNOWN)) == 0

    assert "1 unknown there: redis" in capsys.readouterr().out


@pytest.mark.parametrize("ends", ["in words", "too late"])
def test_a_service_that_fails_is_one_that_was_not_reached(
    ends: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def run(*_: Any, **__: Any) -> subprocess.CompletedProcess[str]:
        if ends == "too late":
            raise subprocess.TimeoutExpired("pip-audit", 1)
        return subprocess.CompletedProcess([], 1, stdout="", stderr="ConnectionError")

    monkeypatch.setattr(subprocess, "run", run)

    assert audit.ask(tmp_path / "requirements.lock") is None
