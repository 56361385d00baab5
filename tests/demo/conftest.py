"""The day on which these tests tell the story, and the cast of that day."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from demo.cast.resources import bundles

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """Every Bundle of the cast, its PDFs built anew."""
    former = os.environ["DIS_VAR"]
    os.environ["DIS_VAR"] = str(tmp_path_factory.mktemp("var"))
    yield list(bundles(TODAY))
    os.environ["DIS_VAR"] = former
