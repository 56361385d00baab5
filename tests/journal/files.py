"""Makes the files that tests let the portal read: whole, odd and hostile ones, byte by byte."""

from __future__ import annotations

import io
import struct
import zlib

import typst
from PIL import Image

PAGE = b"BT /F1 24 Tf 50 700 Td (Epikrise) Tj ET"


def pdf(
    pages: int = 1,
    *,
    box: str = "0 0 595 842",
    content: bytes = PAGE,
    content_keys: str = "",
    page_keys: str = "",
    catalog_keys: str = "",
    trailer_keys: str = "",
) -> bytes:
    """A PDF of as many pages; the keys are put into its dictionaries as they are."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog_keys}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    stream = f"<</Length {len(content)}{content_keys}>>stream\n".encode() + content
    for number in range(pages):
        place = f"/Contents {5 + 2 * number} 0 R/Resources<</Font<</F1 3 0 R>>>>{page_keys}"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]{place}>>".encode())
        objects.append(stream + b"\nendstream")
    return _with_table(objects, trailer_keys)


def _with_table(objects: list[bytes], trailer_keys: str) -> bytes:
    written, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, each in enumerate(objects, start=1):
        table += f"{len(written):010} 00000 n \n".encode()
        written += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    count = len(objects) + 1
    end = f"trailer<</Size {count}/Root 1 0 R{trailer_keys}>>\nstartxref\n{len(written)}\n%%EOF"
    return written + f"xref\n0 {count}\n".encode() + table + end.encode()


def encrypted_pdf() -> bytes:
    """Says that it opens with a password; no password does."""
    keys = f"/Filter/Standard/V 2/R 3/Length 128/P -44/O<{'61' * 32}>/U<{'62' * 32}>"
    return pdf(trailer_keys=f"/ID[<{'00' * 16}><{'00' * 16}>]/Encrypt<<{keys}>>")


def bomb_pdf() -> bytes:
    """400 MB of drawing in less than a megabyte."""
    return pdf(
        content=zlib.compress(b"0 0 m 1 1 l S\n" * 30_000_000), content_keys="/Filter/FlateDecode"
    )


def looping_pdf() -> bytes:
    """A tree of pages that holds itself."""
    return pdf().replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]")


def typeset_pdf(pages: int) -> bytes:
    """A PDF as a real program writes it."""
    texts = [f"= Side {number + 1}\nPasienten er i godt lag." for number in range(pages)]
    written = typst.compile("#pagebreak()\n".join(texts).encode(), format="pdf")
    assert isinstance(written, bytes)
    return written


def picture(
    name: str, size: tuple[int, int] = (60, 40), *, orientation: int = 1, colour: str = "teal"
) -> bytes:
    """A picture in one of Pillow's formats; `orientation` is what EXIF says of it."""
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x0112] = orientation
    written = io.BytesIO()
    image.save(written, name, exif=exif)
    return written.getvalue()


def bomb_png(width: int, height: int) -> bytes:
    """A black PNG of any size, written without ever holding it."""
    row, squeezed = bytes((width + 7) // 8 + 1), zlib.compressobj(9)
    data = b"".join(squeezed.compress(row) for _ in range(height)) + squeezed.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def tiff(*pages: Image.Image, compression: str | None = None) -> bytes:
    """One file of many pages, as a fax machine or a scanner writes it."""
    written = io.BytesIO()
    first, *rest = pages
    first.save(written, "TIFF", save_all=True, append_images=rest, compression=compression)
    return written.getvalue()


def moving(name: str) -> bytes:
    """A picture of two frames, the first red, the second blue."""
    written = io.BytesIO()
    first, second = (Image.new("RGB", (40, 40), colour) for colour in ("red", "blue"))
    first.save(written, name, save_all=True, append_images=[second], duration=100, lossless=True)
    return written.getvalue()


def rtf(text: str, head: str = r"\ansi\ansicpg1252\deff0") -> bytes:
    return b"{\\rtf1" + head.encode() + b" " + text.encode("cp1252") + b"}"


def fax_page() -> Image.Image:
    """An A4 page of 200 dots an inch, in black and white, with lines as of writing."""
    page = Image.new("1", (1654, 2339), "white")
    for line in range(40):
        page.paste("black", (150, 200 + 50 * line, 1500 - 17 * line, 212 + 50 * line))
    return page
