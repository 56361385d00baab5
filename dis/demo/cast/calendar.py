"""When the story of the cast happens: written as of the story day, told on any later day."""

import re
from datetime import date, timedelta
from pathlib import Path

# The texts were written with this day as "today". The story moves by whole years, so that
# icy roads stay in winter; it is retold one year later on each anniversary of this day.
STORY_DAY = date(2026, 11, 1)

_DAY = re.compile(r"\b(\d{2})\.(\d{2})\.(20[0-3]\d)\b")
# A year standing alone; not one inside a date (a point comes before it), and not an amount.
_YEAR = re.compile(r"(?<![\d.,/])20[12]\d(?!\d|[,./]\d| ?(?:mg|ml|kcal|IE|kr)\b)")


def years_since_story(today: date) -> int:
    passed = today.year - STORY_DAY.year
    return passed if (today.month, today.day) >= (STORY_DAY.month, STORY_DAY.day) else passed - 1


def move_years(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def born(month: int, day: int, *, age: int, today: date) -> date:
    """The birth date of somebody who is exactly that old today."""
    year = today.year - age
    return date(year if (month, day) <= (today.month, today.day) else year - 1, month, day)


def age_on(day: date, birth_date: date) -> int:
    before = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before


def retell(text: str, years: int) -> str:
    """The text with its dates and years moved; unchanged in the first year of the story."""
    if not years:
        return text
    moved = _DAY.sub(lambda match: _moved_day(match, years), text)
    return _YEAR.sub(lambda match: str(int(match.group()) + years), moved)


def _moved_day(match: re.Match[str], years: int) -> str:
    day, month, year = (int(part) for part in match.groups())
    return written(move_years(date(year, month, day), years))


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def reference_day(var: Path, today: date) -> date:
    """The day the cast was first made here, kept so that a later start changes nothing."""
    path = var / "cast-day"
    if path.exists():
        return date.fromisoformat(path.read_text(encoding="ascii").strip())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{today.isoformat()}\n", encoding="ascii")
    return today


def days_before(today: date, days: int) -> date:
    return today - timedelta(days=days)
