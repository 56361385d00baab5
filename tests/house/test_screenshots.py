"""Pictures of the pages are small enough for a repository, and named once."""

import random
from io import BytesIO

import pytest
from PIL import Image

from scripts import screenshots


def picture(*, noise: bool) -> bytes:
    width, height = screenshots.DESKTOP
    image = Image.new("RGB", (width, height), "white")
    if noise:
        image = Image.frombytes("L", (width, height), random.randbytes(width * height))
    kept = BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def test_a_picture_keeps_its_size_and_loses_weight() -> None:
    before = picture(noise=False)

    after = screenshots.compressed(before)

    assert Image.open(BytesIO(after)).size == screenshots.DESKTOP
    assert len(after) < min(len(before), screenshots.LARGEST)


def test_a_picture_that_stays_too_heavy_is_refused() -> None:
    with pytest.raises(SystemExit, match="does not get smaller"):
        screenshots.compressed(picture(noise=True))


def test_no_name_is_given_to_two_pictures() -> None:
    names = [shot.name for shot in screenshots.SHOTS]

    assert len(names) == len(set(names))
