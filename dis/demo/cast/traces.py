"""Draws curves as instruments print them: ECG strips, a CTG, a chart over years."""

import math
import random

from PIL import Image, ImageDraw, ImageFont

_INK = "#1c2430"


def _grid(size: tuple[int, int], fine: int, coarse: int, colours: tuple[str, str]) -> Image.Image:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for step, colour in ((fine, colours[0]), (coarse, colours[1])):
        for x in range(0, size[0], step):
            pen.line((x, 0, x, size[1]), fill=colour)
        for y in range(0, size[1], step):
            pen.line((0, y, size[0], y), fill=colour)
    return image


def draw_ecg(chance: random.Random, *, rate: int, irregular: bool) -> Image.Image:
    """Three leads at 25 mm/s; irregular means atrial fibrillation: uneven beats, no P wave."""
    image = _grid((1000, 480), 5, 25, ("#fbe3e0", "#f1b9b2"))
    pen = ImageDraw.Draw(image)
    beats = _beats(chance, rate, irregular=irregular)
    for number, (lead, size) in enumerate((("I", 0.7), ("II", 1.0), ("V5", 1.15))):
        base = 100 + 145 * number
        volts = [_volt(x, beats, chance, irregular=irregular) for x in range(1000)]
        points = [(x, base - 52 * size * volt) for x, volt in enumerate(volts)]
        pen.line(points, fill=_INK, width=2)
        pen.text((8, base - 76), lead, _INK, ImageFont.load_default(18))
    pen.text((800, 456), "25 mm/s   10 mm/mV", _INK, ImageFont.load_default(16))
    return image


def _beats(chance: random.Random, rate: int, *, irregular: bool) -> list[float]:
    # 125 picture points are one second on this paper.
    gap = 125 * 60 / rate
    beats, x = [], gap / 2
    while x < 1000:
        beats.append(x)
        x += gap * (chance.uniform(0.62, 1.5) if irregular else chance.uniform(0.98, 1.02))
    return beats


def _volt(x: int, beats: list[float], chance: random.Random, *, irregular: bool) -> float:
    waves = ((-1, 0.12, 1.3), (0, 1.0, 1.7), (3, -0.22, 1.4), (32, 0.24, 7.0))
    value = chance.uniform(-0.012, 0.012)
    value += 0.05 * math.sin(x / 3.1) * math.sin(x / 7.7) if irregular else 0.0
    for beat in beats:
        away = x - beat
        if -30 < away < 60:
            value += sum(h * math.exp(-((away - at) ** 2) / (2 * w * w)) for at, h, w in waves[1:])
            value += waves[0][1] * math.exp(-((away + 17) ** 2) / 24) if not irregular else 0.0
    return value


def draw_ctg(chance: random.Random) -> Image.Image:
    """Heart rate of the child above, contractions below, 35 minutes."""
    image = _grid((1000, 460), 14, 70, ("#e4eee4", "#b9d3ba"))
    pen = ImageDraw.Draw(image)
    contractions = [120 + 175 * number for number in range(5)]
    rate, uterus = [], []
    for x in range(1000):
        fall = sum(38 * math.exp(-((x - at - 46) ** 2) / 700) for at in contractions if at > 520)
        rate.append((x, 130 + chance.uniform(-7, 7) + 6 * math.sin(x / 21) + fall))
        squeeze = sum(62 * math.exp(-((x - at) ** 2) / 900) for at in contractions)
        uterus.append((x, 420 - squeeze + chance.uniform(-2, 2)))
    pen.line(rate, fill=_INK, width=2)
    pen.line(uterus, fill=_INK, width=2)
    for text, y in (("FHR", 12), ("160", 78), ("120", 164), ("TOCO", 322)):
        pen.text((8, y), text, "#40604a", ImageFont.load_default(16))
    return image


# Year, eGFR and urine albumin/creatinine ratio; the figures of Kari's notes.
_KIDNEY = ((2022, 78, 38), (2023, 76, 27), (2024, 75, 24), (2025, 74, 22))


def draw_kidney_chart(_chance: random.Random) -> Image.Image:
    image = Image.new("RGB", (760, 420), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(16)
    pen.line((70, 340, 720, 340), fill=_INK, width=2)
    pen.line((70, 40, 70, 340), fill=_INK, width=2)
    for colour, column, name, top in (("#0a4f8a", 1, "eGFR", 20), ("#a8461c", 2, "ACR", 44)):
        points = [(140 + 170 * at, 340 - 3 * row[column]) for at, row in enumerate(_KIDNEY)]
        pen.line(points, fill=colour, width=3)
        for at, (x, y) in enumerate(points):
            pen.ellipse((x - 5, y - 5, x + 5, y + 5), fill=colour)
            pen.text((x + 8, y - 24), str(_KIDNEY[at][column]), colour, font)
        pen.text((610, top), name, colour, font)
    for at in range(len(_KIDNEY)):
        pen.text((112 + 170 * at, 350), f"Kontroll {at + 1}", _INK, font)
    return image
