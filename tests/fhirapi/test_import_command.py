"""`manage.py import_fhir`: what it says, its exit code, and that a bad file stops nothing else."""

from __future__ import annotations

import base64
import json
import os
import pty
import subprocess
import sys
import termios
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.fhirapi.test_importing import KARI, binary, document, patient

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three good resources in three files of the three kinds."""
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": document()}]}
    (tmp_path / "a.json").write_text(json.dumps(bundle))
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "b.json").write_text("\ufeff\n\n" + json.dumps(patient(), indent=2))
    (tmp_path / "c.ndjson").write_text("\n" + json.dumps(binary()) + "\r\n\n")
    (tmp_path / "readme.txt").write_text("not FHIR")
    return tmp_path


def run(*paths: Path, **options: Any) -> tuple[list[str], list[str], int]:
    """The lines of stdout and stderr, and the exit code."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_fhir", *map(str, paths), stdout=out, stderr=err, **options)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return out.getvalue().splitlines(), err.getvalue().splitlines(), code


@pytest.mark.django_db
def test_a_folder_is_imported_and_a_second_time_nothing_changes(folder: Path) -> None:
    assert run(folder) == (["3 stored, 0 unchanged, 0 refused"], [], 0)
    assert run(folder) == (["0 stored, 3 unchanged, 0 refused"], [], 0)


@pytest.mark.django_db
def test_files_and_folders_may_be_named_together(folder: Path) -> None:
    out, err, code = run(folder / "c.ndjson", folder / "deeper", folder / "a.json")

    assert (out[-1], err, code) == ("3 stored, 0 unchanged, 0 refused", [], 0)


LINE = json.dumps(patient(id="andre", identifier=[]))
BAD_FILES = {
    "broken JSON": ("x.json", b'{"a": 1,\n "b": }', "line 2 column 7: not JSON"),
    "blank lines first": ("x.json", b'\n\n{"a": 1,\n "b": }', "line 4 column 7: not JSON"),
    "empty": ("x.json", b"", "line 1 column 1: not JSON"),
    "Latin-1": ("x.json", "{'navn': 'Bjørn'}".encode("latin-1"), "not UTF-8 text (byte 12)"),
    "UTF-16": ("x.json", '{"a": 1}'.encode("utf-16"), "not UTF-8 text (byte 0)"),
    "a word": ("x.json", b'"Patient"', "not JSON"),
    "no resource": ("x.json", b'{"a": 1}', "it has no resourceType"),
    "a key twice": ("x.json", b'{"a": 1, "a": 2}', "the key 'a' stands twice"),
    "no type": ("x.json", b'{"resourceType": "Kake"}', "Kake is no type of FHIR R4"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_named_with_its_reason_and_stops_nothing_else(
    folder: Path, name: str
) -> None:
    file_name, content, reason = BAD_FILES[name]
    bad = folder / "b" / file_name
    bad.parent.mkdir()
    bad.write_bytes(content)

    out, err, code = run(folder)

    assert (out, code) == (["3 stored, 0 unchanged, 1 refused"], 1)
    (line,) = err
    assert line.startswith(f"{bad}: ")
    assert reason in line


@pytest.mark.django_db
def test_a_bad_line_is_named_and_the_others_are_stored(folder: Path) -> None:
    bad = folder / "d.ndjson"
    lines = [LINE.encode(), b'{"a": ', "{'navn': 'Bjørn'}".encode("latin-1"), b'{"a": 1}']
    bad.write_bytes(b"\n".join([*lines, json.dumps(document(id="siste")).encode()]))

    out, err, code = run(folder)

    assert (out, code) == (["5 stored, 0 unchanged, 3 refused"], 1)
    assert sorted(line.partition(": ")[0] for line in err) == [f"{bad}:{n}" for n in (2, 3, 4)]
    assert f"{bad}:3: not UTF-8 text (byte 12)" in err


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nowhere", "nowhere.json"])
def test_a_path_that_is_not_there_is_named(folder: Path, name: str) -> None:
    out, err, code = run(folder / name, folder)

    assert err == [f"{folder / name}: cannot be read (No such file or directory)"]
    assert (out[-1], code) == ("3 stored, 0 unchanged, 1 refused", 1)


@pytest.mark.django_db
def test_a_folder_without_fhir_is_named(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("not FHIR")

    out, err, code = run(tmp_path)

    assert err == [f"{tmp_path}: no .json or .ndjson file in this folder"]
    assert (out[-1], code) == ("0 stored, 0 unchanged, 1 refused", 1)


@pytest.mark.django_db
def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")

    _, err, code = run(tmp_path / "pipe.json", tmp_path / "loop.json", Path("/dev/zero"))

    assert code == 1
    assert err[0].endswith("pipe.json: neither a file nor a folder")
    assert "loop.json: cannot be read (" in err[1]
    assert err[2] == "/dev/zero: neither a file nor a folder"


@pytest.mark.django_db
def test_a_file_that_may_not_be_read_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)

    _, err, code = run(folder / "a.json")

    assert (err, code) == ([f"{folder / 'a.json'}: cannot be read (Permission denied)"], 1)


@pytest.mark.django_db
def test_types_without_a_home_are_counted_by_name(tmp_path: Path) -> None:
    kinds = ["Coverage", "Account", "Coverage"]
    lines = [json.dumps({"resourceType": kind, "id": str(n)}) for n, kind in enumerate(kinds)]
    (tmp_path / "x.ndjson").write_text("\n".join(lines))

    out, err, code = run(tmp_path)

    assert out == [
        "Account: 1 passed over, this type has no home here yet",
        "Coverage: 2 passed over, this type has no home here yet",
        "0 stored, 0 unchanged, 0 refused",
    ]
    assert (err, code) == ([], 0)


@pytest.mark.attack(49)
@pytest.mark.django_db
def test_no_national_id_and_no_terminal_code_comes_into_the_output(tmp_path: Path) -> None:
    hostile = {"resourceType": "Patient", "id": f"{KARI}\x1b[2J\n0 refused", "birthDate": KARI}
    texts = [hostile, document(id=KARI), patient(id=f"x-{KARI}-{KARI[:6]} {KARI[6:]}", gender=7)]
    entry = [{"resource": each} for each in texts]
    file = tmp_path / f"{KARI}.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "entry": entry}))

    out, err, code = run(tmp_path)

    assert code == 1
    assert out[-1] == "0 stored, 0 unchanged, 3 refused"
    assert len(err) == 3
    assert KARI not in " ".join(err)
    assert "[national id]" in err[0]
    assert "\x1b" not in " ".join(err)


@pytest.mark.django_db(transaction=True)
def test_as_a_program_it_ends_with_the_counts_and_shows_progress_on_a_terminal_only(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    environment = {**os.environ, "STORAGE_PATH": str(tmp_path_factory.mktemp("storage"))}
    environment["DATABASE_URL"] = _database_of_the_tests()
    (folder / "z.json").write_text("{")
    command = [sys.executable, "manage.py", "import_fhir", str(folder)]

    quiet = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (25, 80))
    shown = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=theirs, check=False
    )
    os.close(theirs)
    terminal = os.read(ours, 100_000).decode()
    os.close(ours)

    assert quiet.stdout.splitlines()[-1] == "3 stored, 0 unchanged, 1 refused"
    assert (
        quiet.stderr
        == f"{folder / 'z.json'}: line 1 column 2: not JSON (expected a key in quotes)\n"
    )
    assert quiet.returncode == shown.returncode == 1
    assert shown.stdout.decode().splitlines()[-1] == "0 stored, 3 unchanged, 1 refused"
    assert "3 resources" in terminal
    assert base64.b64encode(b"Epikrise").decode() not in quiet.stdout + quiet.stderr + terminal


def _database_of_the_tests() -> str:
    """The address of the database in the environment, with the name of the tests' own."""
    head, _, options = os.environ["DATABASE_URL"].partition("?")
    name = connection.settings_dict["NAME"]
    return f"{head.rpartition('/')[0]}/{name}?{options}"
