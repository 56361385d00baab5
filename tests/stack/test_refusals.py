"""What keeps the stack from starting is said in one clear line, and the exit code is not 0."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.stack.running import Stack, ended_afterwards


def refusal(stack: Stack) -> str:
    """Start a stack that must not start; return its last words."""
    with ended_afterwards(stack):
        stack.launch()
        assert stack.process
        assert stack.process.wait(60) == 1
        lines = stack.output.strip().splitlines()
    assert "Traceback" not in stack.output
    return lines[-1]


def test_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = refusal(Stack(tmp_path / "var", port=port))
    assert f"Port {port} is in use" in words
    assert f"PORT={port + 1}" in words


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="ascii")
    stack = Stack(tmp_path / "var")
    stack.more_env["DIS_VAR"] = str(in_the_way / "var")
    words = refusal(stack)
    assert f"Cannot write in {in_the_way}/var" in words
    assert "DIS_VAR" in words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "PORT must be a number"),
        ("DATABASE_URL", "postgresql:///dis", "belong together"),
        ("OIDC_HELSEID_ISSUER", "https://helseid.example", "belong together"),
    ],
)
def test_wrong_variable_is_named(tmp_path: Path, name: str, value: str, words: str) -> None:
    assert words in refusal(Stack(tmp_path / "var", more_env={name: value}))


def test_child_that_cannot_start_is_named_with_its_reason(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "var", more_env={"STORAGE_BACKEND": "s3"})
    assert "STORAGE_BUCKET is not set" in refusal(stack)
