"""`manage.py import_results`: messages in files and folders, and what it tells in the end."""

from __future__ import annotations

import codecs
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from labresults.models import Observation
from tests.cast import World
from tests.labresults import bundles, kith
from tests.labresults.test_intake import rows

pytestmark = pytest.mark.django_db


def run(*paths: Path) -> tuple[str, str, bool]:
    """The last line, what was complained of, and whether all went well."""
    out, err = StringIO(), StringIO()
    code: object = 0
    try:
        call_command("import_results", *map(str, paths), stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return out.getvalue().splitlines()[-1], err.getvalue(), code == 0


def test_a_folder_of_both_kinds_comes_in(world: World, tmp_path: Path) -> None:
    (tmp_path / "within").mkdir()
    (tmp_path / "within" / "a.JSON").write_bytes(codecs.BOM_UTF8 + bundles.whole())
    (tmp_path / "b.xml").write_bytes(kith.message())
    (tmp_path / "notes.txt").write_text("no message")
    last, complaints, is_well = run(tmp_path)
    assert (complaints, is_well) == ("", True)
    assert len(rows(world, Observation)) == 2
    stored = int(last.split()[0])
    assert last == f"{stored} stored, 0 unchanged, 0 refused"
    assert run(tmp_path)[0] == f"0 stored, {stored} unchanged, 0 refused"


def test_what_is_refused_is_told_and_stops_no_other(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"resourceType": "Patient"}')
    (tmp_path / "b.xml").write_bytes(kith.message())
    last, complaints, is_well = run(tmp_path)
    assert last.endswith(" 1 refused")
    assert not is_well
    assert "a.json" in complaints
    assert len(rows(world, Observation)) == 1


def test_an_empty_folder_and_a_missing_file_are_refused(world: World, tmp_path: Path) -> None:
    last, complaints, is_well = run(tmp_path, tmp_path / "none.json")
    assert last == "0 stored, 0 unchanged, 2 refused"
    assert not is_well
    assert "no .xml or .json file" in complaints
