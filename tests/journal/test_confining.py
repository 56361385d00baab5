"""Production opens no document in a child that cannot be walled in."""

import sys

import pytest

from journal import convert
from journal.formats.confining import is_possible


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a wall that only Linux has")
def test_whether_there_is_a_wall_can_be_tried() -> None:
    assert is_possible()


@pytest.mark.attack(33)
def test_production_opens_nothing_where_the_child_cannot_be_confined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    for name in ("_limit", "confine"):
        monkeypatch.setattr(f"journal.convert.{name}", lambda: False)
    monkeypatch.setattr("journal.convert._main", lambda kind, asked: opened.append(kind))
    monkeypatch.setenv("DIS_ENV", "production")
    with pytest.raises(SystemExit):
        convert.run(["convert", "pdf", "{}"])
    assert opened == []

    monkeypatch.setenv("DIS_ENV", "demo")
    convert.run(["convert", "pdf", "{}"])
    assert opened == ["pdf"]
