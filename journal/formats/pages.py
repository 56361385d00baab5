"""Documents that are pages already: PDF, and pictures of one frame or many."""

import base64
import io
from collections.abc import Iterable
from typing import Any

from journal.formats.plain import clean
from journal.formats.values import Line, Locked, Opened, Sheet, TooLarge

MOST_PAGES = 20
MOST_WORDS = 1_000_000
WIDTH, HEIGHT = 1000, 4000
# A picture may hold writing: kept sharp enough for reading it four times as large.
SIDE = 2000
LONGEST_TEXT = 100_000
MOST_LINES = 3_000
MOST_PIXELS = 50_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def pdf(data: bytes, first: int, most: int = MOST_PAGES) -> Opened:
    """Its pages from the number `first`, at most so many of them."""
    document = _pdf(data)
    numbers = range(first, min(len(document), first - 1 + most) + 1)
    return Opened([_pdf_sheet(document, number) for number in numbers], len(document))


def pdf_words(data: bytes) -> str:
    """The text of all its pages, without drawing one."""
    document, found, length = _pdf(data), [], 0
    for number in range(len(document)):
        page = document[number]
        found.append(_text_of(page.get_textpage())[: MOST_WORDS - length])
        page.close()
        length += len(found[-1]) + 1
        if length >= MOST_WORDS:
            break
    return "\n".join(found).strip()


def picture(data: bytes, first: int, most: int = MOST_PAGES) -> Opened:
    """The pages of a TIFF from the number `first`; of other pictures what stands still of them."""
    # Loaded in the child only, behind the limits.
    from PIL import Image  # noqa: PLC0415

    try:
        read = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise TooLarge("More pixels than a page can show.") from error
    with read as opened:
        count = getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
        sheets = []
        for number in range(first, min(count, first - 1 + most) + 1):
            opened.seek(number - 1)
            if opened.width * opened.height > MOST_PIXELS:
                raise TooLarge("More pixels than a page can show.")
            sheets.append(_picture_sheet(number, opened))
    return Opened(sheets, count)


def _pdf(data: bytes) -> Any:
    # Loaded in the child only, behind the limits.
    import pypdfium2  # noqa: PLC0415

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise Locked("The PDF opens with a password.") from error
        raise


def _pdf_sheet(document: Any, number: int) -> Sheet:
    page = document[number - 1]
    width, height = (max(side, 1) for side in page.get_size())
    bitmap = page.render(scale=min(WIDTH / width, HEIGHT / height))
    words = page.get_textpage()
    text, place = _text_of(words), bitmap.get_posconv(page)
    boxes = (_box(words, place, at) for at in range(min(words.count_rects(), MOST_LINES)))
    lines = list(_joined(box for box in boxes if box.text)) if text else []
    drawn = bitmap.to_pil()
    sheet = Sheet(number, _uri(drawn), text, drawn.width, drawn.height, lines)
    page.close()
    return sheet


def _text_of(words: Any) -> str:
    return clean(words.get_text_bounded()[:LONGEST_TEXT].replace("\r\n", "\n")).strip()


def _box(words: Any, place: Any, at: int) -> Line:
    left, bottom, right, top = words.get_rect(at)
    text = " ".join(clean(words.get_text_bounded(left, bottom, right, top)[:1000]).split())
    xs, ys = zip(place.to_bitmap(left, top), place.to_bitmap(right, bottom), strict=True)
    return Line(min(xs), min(ys), abs(xs[1] - xs[0]) or 1, abs(ys[1] - ys[0]) or 1, text)


def _joined(boxes: Iterable[Line]) -> Iterable[Line]:
    """A rectangle ends where the letters change; those that follow each other are one line."""
    line: Line | None = None
    for box in boxes:
        if line and _follows(line, box):
            top = min(line.y, box.y)
            bottom = max(line.y + line.height, box.y + box.height)
            gap = box.x - line.x - line.width > line.height * 0.25
            text = f"{line.text} {box.text}" if gap else line.text + box.text
            width = box.x + box.width - line.x
            line = Line(line.x, top, width, bottom - top, text)
            continue
        if line:
            yield line
        line = box
    if line:
        yield line


def _follows(line: Line, box: Line) -> bool:
    shared = min(line.y + line.height, box.y + box.height) - max(line.y, box.y)
    gap = box.x - line.x - line.width
    height = max(line.height, box.height)
    return shared > min(line.height, box.height) / 2 and -0.2 * height < gap < 0.8 * height


def _picture_sheet(number: int, opened: Any) -> Sheet:
    # Loaded in the child only, behind the limits.
    from PIL import ImageOps  # noqa: PLC0415

    drawn = ImageOps.exif_transpose(opened)
    if drawn.mode in ("1", "P", "I", "F", "I;16", "I;16B"):
        # A fax has two colours only; shades of grey keep its letters when they shrink.
        drawn = drawn.convert("L" if drawn.mode == "1" else "RGB")
    drawn = _on_white(drawn)
    drawn.thumbnail((SIDE, SIDE))
    return Sheet(number, _uri(drawn), "", drawn.width, drawn.height)


def _on_white(drawn: Any) -> Any:
    # Loaded in the child only, behind the limits.
    from PIL import Image  # noqa: PLC0415

    if drawn.mode not in ("RGBA", "LA", "PA"):
        return drawn.convert("RGB")
    paper = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(paper, drawn.convert("RGBA")).convert("RGB")


def _uri(drawn: Any) -> str:
    written = io.BytesIO()
    drawn.convert("RGB").save(written, "WEBP", quality=82, method=2)
    return "data:image/webp;base64," + base64.b64encode(written.getvalue()).decode()
