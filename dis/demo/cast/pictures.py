"""Draws the pictures of the cast: no photograph of anybody, each one says that it is a drawing."""

import io
import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import typst
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from demo.cast.traces import draw_ctg, draw_ecg, draw_kidney_chart

_TEMPLATE = Path(__file__).parent / "caption.typ"
_MARK = "Tegnet for demo, ikke et bilde av en person"
Painter = Callable[[random.Random], Image.Image]


def picture(name: str, caption: str, *, seed: str) -> tuple[str, bytes]:
    """Content type and bytes of the named picture with its caption; the same for the same seed."""
    painter, content_type = _PAINTERS[name]
    # The chance in a drawing only has to look natural and to be repeatable.
    drawn = painter(random.Random(seed))
    whole = _with_caption(drawn, caption)
    buffer = io.BytesIO()
    if content_type == "image/jpeg":
        whole.save(buffer, "JPEG", quality=82)
    else:
        whole.save(buffer, "PNG", optimize=True)
    return content_type, buffer.getvalue()


def _with_caption(drawn: Image.Image, caption: str) -> Image.Image:
    # Pillow's own font has no Norwegian letters, so the words are set by typst.
    words = Image.open(io.BytesIO(_caption_png(drawn.width, caption))).convert("RGB")
    whole = Image.new("RGB", (drawn.width, drawn.height + words.height), "white")
    whole.paste(drawn, (0, 0))
    whole.paste(words, (0, drawn.height))
    return whole


def _caption_png(width: int, caption: str) -> bytes:
    data = {"width": width, "lines": caption.splitlines(), "mark": _MARK}
    image = _compiler().compile(
        format="png", ppi=72.0, sys_inputs={"caption": json.dumps(data, ensure_ascii=False)}
    )
    if not isinstance(image, bytes):
        message = "a caption has one page"
        raise TypeError(message)
    return image


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_TEMPLATE, ignore_system_fonts=True)


def _wrist(chance: random.Random) -> Image.Image:
    image = Image.new("L", (620, 760), 12)
    pen = ImageDraw.Draw(image)
    pen.polygon([(150, 0), (470, 0), (520, 760), (100, 760)], fill=46)
    pen.polygon([(330, 760), (310, 380), (300, 330), (420, 340), (440, 400), (420, 760)], fill=168)
    pen.polygon([(190, 760), (215, 400), (230, 350), (275, 356), (270, 400), (270, 760)], fill=150)
    for x, y, r in (
        (250, 285, 34),
        (310, 275, 40),
        (375, 285, 36),
        (265, 225, 30),
        (325, 212, 34),
        (388, 225, 30),
    ):
        pen.ellipse((x - r, y - r, x + r, y + r), fill=178, outline=205, width=3)
    for x in (215, 268, 322, 376, 428):
        pen.polygon(
            [
                (x - 16, 185),
                (x + 18, 185),
                (x + 24 + (x - 322) // 6, 0),
                (x - 20 + (x - 322) // 6, 0),
            ],
            fill=160,
        )
    broken = [(300 + 18 * step, 412 + chance.randint(-9, 9)) for step in range(9)]
    pen.line(broken, fill=40, width=6)
    pen.line([(225, 372), (268, 366)], fill=60, width=4)
    return _grained(image.filter(ImageFilter.GaussianBlur(4)), chance, 8).convert("RGB")


def _chest(chance: random.Random) -> Image.Image:
    image = Image.new("L", (720, 680), 120)
    pen = ImageDraw.Draw(image)
    for left, right in ((90, 345), (385, 640)):
        pen.ellipse((left, 70, right, 590), fill=38)
    for number in range(9):
        y = 90 + 54 * number
        for start, end, box in (
            (180, 330, (70, y, 380, y + 150)),
            (210, 360, (345, y, 655, y + 150)),
        ):
            pen.arc(box, start, end, fill=92, width=9)
    pen.rectangle((340, 0, 388, 680), fill=175)
    pen.ellipse((300, 330, 585, 600), fill=190)
    pen.polygon([(60, 680), (100, 520), (350, 590), (350, 680)], fill=190)
    pen.polygon([(660, 680), (630, 500), (380, 590), (380, 680)], fill=185)
    for _ in range(26):
        x, y = (
            chance.choice((chance.randint(180, 320), chance.randint(410, 560))),
            chance.randint(180, 420),
        )
        pen.line((x, y, x + chance.randint(-40, 40), y + chance.randint(20, 60)), fill=98, width=3)
    return _grained(image.filter(ImageFilter.GaussianBlur(7)), chance, 9).convert("RGB")


def _ultrasound(chance: random.Random) -> Image.Image:
    image = Image.new("L", (720, 560), 0)
    pen = ImageDraw.Draw(image)
    pen.pieslice((-80, -260, 800, 540), 38, 142, fill=70)
    pen.ellipse((170, 190, 560, 400), fill=48, outline=120, width=5)
    pen.ellipse((260, 255, 470, 335), fill=140)
    pen.ellipse((214, 226, 262, 270), fill=6)
    cone = image.point(lambda level: 255 if level else 0)
    speckled = _grained(image.filter(ImageFilter.GaussianBlur(6)), chance, 44)
    dark = Image.composite(speckled, Image.new("L", image.size, 0), cone)
    ImageDraw.Draw(dark).line((180, 296, 552, 290), fill=230, width=1)
    return dark.convert("RGB")


def _skin(chance: random.Random, colour: str) -> Image.Image:
    return _grained(Image.new("RGB", (680, 480), colour), chance, 7)


def _rash(chance: random.Random) -> Image.Image:
    image = _skin(chance, "#e9c4ac")
    pen = ImageDraw.Draw(image)
    for _ in range(46):
        x, y, r = chance.randint(20, 660), chance.randint(20, 460), chance.randint(14, 52)
        pen.ellipse((x - r, y - r * 0.8, x + r, y + r * 0.7), fill="#dd8f80")
        pen.ellipse((x - r * 0.6, y - r * 0.5, x + r * 0.6, y + r * 0.4), fill="#e9b3a0")
    return image.filter(ImageFilter.GaussianBlur(5))


def _sutured(chance: random.Random, colour: str, stitches: int) -> Image.Image:
    image = _skin(chance, colour)
    pen = ImageDraw.Draw(image)
    points = [(110 + 46 * step, 240 + chance.randint(-8, 8)) for step in range(11)]
    pen.line(points, fill="#c97f74", width=22, joint="curve")
    pen.line(points, fill="#8d3b36", width=6, joint="curve")
    soft = image.filter(ImageFilter.GaussianBlur(2))
    pen = ImageDraw.Draw(soft)
    for number in range(stitches):
        x = 132 + 430 * number // max(stitches - 1, 1)
        pen.line((x, 212, x + 4, 270), fill="#20283f", width=4)
        pen.ellipse((x - 4, 206, x + 4, 214), fill="#20283f")
    for mark in range(7):
        pen.line((90 + 80 * mark, 430, 90 + 80 * mark, 410), fill="black", width=2)
        pen.text((84 + 80 * mark, 436), str(mark), "black", ImageFont.load_default(15))
    pen.line((90, 430, 570, 430), fill="black", width=2)
    return soft


def _mole(chance: random.Random) -> Image.Image:
    image = _skin(chance, "#e6c1a6")
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, -60, 660, 540), outline="#30363c", width=14)
    for _ in range(150):
        x, y = chance.gauss(340, 62), chance.gauss(238, 44)
        r = chance.randint(8, 26)
        pen.ellipse(
            (x - r, y - r, x + r, y + r), fill=chance.choice(("#7d4b2e", "#8f5b3a", "#5c3420"))
        )
    pen.ellipse((386, 250, 424, 284), fill="#2c1a12")
    return image.filter(ImageFilter.GaussianBlur(4))


def _scan(chance: random.Random) -> Image.Image:
    image = _grained(Image.new("RGB", (760, 250), "#f2ecd9"), chance, 4)
    pen = ImageDraw.Draw(image)
    pen.rectangle((14, 14, 746, 236), outline="#9a8f78", width=2)
    for row in range(6):
        pen.line((14, 70 + 28 * row, 746, 70 + 28 * row), fill="#b8ad95")
    pen.text((30, 30), "SKANNET   1 av 1", "#6b604a", ImageFont.load_default(22))
    for row in range(5):
        start = 40 + chance.randint(0, 20)
        points = [
            (start + 7 * step, 84 + 28 * row + chance.randint(-6, 6))
            for step in range(chance.randint(40, 95))
        ]
        pen.line(points, fill="#2b3b78", width=2)
    return image.rotate(0.6, fillcolor="#dddddd")


def _grained(image: Image.Image, chance: random.Random, strength: int) -> Image.Image:
    noise = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
    noise = noise.convert(image.mode)
    return Image.blend(image, noise, strength / 255)


_PAINTERS: dict[str, tuple[Painter, str]] = {
    "ecg-sinus": (lambda chance: draw_ecg(chance, rate=64, irregular=False), "image/png"),
    "ecg-tachy": (lambda chance: draw_ecg(chance, rate=118, irregular=False), "image/png"),
    "ecg-flimmer": (lambda chance: draw_ecg(chance, rate=132, irregular=True), "image/png"),
    "ctg": (draw_ctg, "image/png"),
    "kidney-chart": (draw_kidney_chart, "image/png"),
    "ultrasound": (_ultrasound, "image/png"),
    "scan": (_scan, "image/png"),
    "wrist": (_wrist, "image/jpeg"),
    "chest": (_chest, "image/jpeg"),
    "rash": (_rash, "image/jpeg"),
    "mole": (_mole, "image/jpeg"),
    "wound": (lambda chance: _sutured(chance, "#e8c8b2", 0), "image/jpeg"),
    "cut": (lambda chance: _sutured(chance, "#e3bfa8", 7), "image/jpeg"),
}
