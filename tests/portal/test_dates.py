"""Days and times read the way people say them, in Norway's time."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from portal import dates

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "lørdag 21. november"),
        ("nn", "laurdag 21. november"),
        ("en", "Saturday 21 November"),
    ],
)
def test_day_is_said_in_the_language_of_the_page(language: str, said: str) -> None:
    with translation.override(language):
        assert dates.long_day(date(2026, 11, 21), today=TODAY) == said


def test_day_of_another_year_has_its_year() -> None:
    with translation.override("nb"):
        assert dates.long_day(date(2025, 12, 31), today=TODAY) == "onsdag 31. desember 2025"


def test_instant_just_before_midnight_utc_belongs_to_the_next_day_and_year_in_norway() -> None:
    instant = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    with translation.override("nb"):
        assert dates.short_day(instant, today=TODAY) == "1. januar"
        assert dates.clock(instant) == "kl. 00.30"


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "kl. 01.59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "kl. 03.00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "kl. 02.30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "kl. 02.30"),
    ],
)
def test_clock_follows_summer_time(instant: datetime, said: str) -> None:
    with translation.override("nb"):
        assert dates.clock(instant) == said


def test_clock_in_english_has_a_colon() -> None:
    with translation.override("en"):
        assert dates.clock(datetime(2026, 11, 19, 13, 2, tzinfo=UTC)) == "14:02"


def test_today_and_yesterday_are_said_as_such() -> None:
    with translation.override("nb"):
        assert dates.moment(datetime(2026, 11, 19, 13, 2, tzinfo=UTC), today=TODAY) == (
            "i dag kl. 14.02"
        )
        assert dates.moment(datetime(2026, 11, 17, 23, 2, tzinfo=UTC), today=TODAY) == (
            "i går kl. 00.02"
        )


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1984, 11, 19), "42 år"),
        (date(1984, 11, 20), "41 år"),
        (date(2024, 11, 20), "23 måneder"),
        (date(2026, 10, 19), "1 måned"),
        (date(2026, 10, 20), "30 dager"),
        (date(2026, 11, 18), "1 dag"),
        (date(2026, 11, 19), "0 dager"),
    ],
)
def test_age_of_small_children_is_in_months_and_days(born: date, said: str) -> None:
    with translation.override("nb"):
        assert dates.age(born, today=TODAY) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 11, 3), date(2026, 11, 12), "3.–12. november"),
        (date(2026, 10, 28), date(2026, 11, 3), "28. oktober–3. november"),
        (date(2025, 12, 30), date(2026, 1, 2), "30. desember 2025–2. januar 2026"),
        (date(2024, 2, 1), date(2024, 2, 2), "1.–2. februar 2024"),
        (date(2026, 11, 3), date(2026, 11, 3), "3. november"),
        (date(2026, 11, 3), None, "fra 3. november"),
        (None, date(2026, 11, 3), "til 3. november"),
        (None, None, ""),
    ],
)
def test_period_says_nothing_twice(start: date | None, end: date | None, said: str) -> None:
    with translation.override("nb"):
        assert dates.period(start, end, today=TODAY) == said
