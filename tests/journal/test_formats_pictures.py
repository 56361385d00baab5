"""Pictures of many pages and of all colours, and the text that lies over the pages of a PDF."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from journal.convert import Sheet, TooLarge, convert
from tests.journal import files
from tests.journal.files import tiff


def drawn(sheet: Sheet) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(sheet.src.partition(",")[2]))).convert("RGB")


def colour(sheet: Sheet) -> str:
    red, green, blue = drawn(sheet).getpixel((10, 10))  # type: ignore[misc]  # it has three
    return max((red, "red"), (green, "green"), (blue, "blue"))[1]


def sheet_of(name: str) -> Image.Image:
    return Image.new("RGB", (60, 80), name)


def test_every_page_of_a_tiff_is_a_sheet() -> None:
    found = convert("tiff", tiff(*(sheet_of(name) for name in ("red", "green", "blue"))))

    assert [colour(sheet) for sheet in found.sheets] == ["red", "green", "blue"]
    assert [(sheet.number, sheet.width, sheet.height) for sheet in found.sheets] == [
        (1, 60, 80), (2, 60, 80), (3, 60, 80),
    ]  # fmt: skip


def test_the_later_pages_of_a_tiff_can_be_asked_for() -> None:
    found = convert("tiff", tiff(*(sheet_of("red") for _ in range(23))), 21)

    assert [sheet.number for sheet in found.sheets] == [21, 22, 23]
    assert found.page_count == 23


@pytest.mark.parametrize("compression", ["group4", "group3", "tiff_lzw", "tiff_deflate", "jpeg"])
def test_a_fax_is_read_however_it_was_squeezed(compression: str) -> None:
    mode = "RGB" if compression == "jpeg" else "1"
    page = Image.new(mode, (1728, 2200), "white")
    page.paste("black", (0, 0, 200, 200))
    (sheet,) = convert("tiff", tiff(page, compression=compression)).sheets

    assert drawn(sheet).getpixel((20, 20)) < (60, 60, 60)  # type: ignore[operator]  # both RGB
    assert drawn(sheet).getpixel((800, 800)) > (200, 200, 200)  # type: ignore[operator]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16", "LAB"])
def test_a_page_of_any_kind_of_colour_becomes_a_picture(mode: str) -> None:
    (sheet,) = convert("tiff", tiff(Image.new(mode, (40, 30)))).sheets

    assert drawn(sheet).size == (40, 30)


def test_what_is_seen_through_is_white_beneath() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(written, "PNG")
    (sheet,) = convert("png", written.getvalue()).sheets

    assert drawn(sheet).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("name", ["GIF", "WEBP"])
def test_of_what_moves_the_first_picture_is_shown(name: str) -> None:
    found = convert(name.lower(), files.moving(name))

    assert [colour(sheet) for sheet in found.sheets] == ["red"]
    assert found.page_count == 1


@pytest.mark.attack(34)
@pytest.mark.parametrize("size", [(30_000, 30_000), (13_000, 13_000), (100_000_000, 1)])
def test_pixels_are_counted_before_they_are_drawn(size: tuple[int, int]) -> None:
    with pytest.raises(TooLarge):
        convert("png", files.bomb_png(*size))


@pytest.mark.attack(34)
def test_a_page_that_is_a_bomb_makes_the_whole_file_one() -> None:
    bomb = Image.new("1", (8_000, 8_000))

    with pytest.raises(TooLarge):
        convert("tiff", tiff(Image.new("1", (10, 10)), bomb, compression="group4"))


def test_the_lines_of_a_pdf_lie_where_they_are_drawn() -> None:
    content = b"BT /F1 24 Tf 50 700 Td (Epikrise) Tj 0 -100 Td (Vurdering) Tj ET"
    (sheet,) = convert("pdf", files.pdf(content=content)).sheets

    first, second = sheet.lines
    assert (first.text, second.text) == ("Epikrise", "Vurdering")
    scale = sheet.width / 595
    assert first.x == pytest.approx(50 * scale, abs=4)
    assert first.y == pytest.approx((842 - 700 - 20) * scale, abs=8)
    assert second.y - first.y == pytest.approx(100 * scale, abs=4)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_lines_of_a_turned_page_stay_within_it(turned: int) -> None:
    (sheet,) = convert("pdf", files.pdf(page_keys=f"/Rotate {turned}")).sheets

    (line,) = sheet.lines
    assert 0 <= line.x <= line.x + line.width <= sheet.width
    assert 0 <= line.y <= line.y + line.height <= sheet.height


def test_letters_of_many_kinds_in_a_row_are_one_line() -> None:
    content = b"BT /F1 24 Tf 50 700 Td (Epi) Tj /F1 25 Tf (krise) Tj 300 0 Td (Langt unna) Tj ET"
    (sheet,) = convert("pdf", files.pdf(content=content)).sheets

    assert [line.text for line in sheet.lines] == ["Epikrise", "Langt unna"]
