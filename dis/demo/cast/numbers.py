"""The one factory of national identity, health personnel and organisation numbers of the cast.

Everything here is invented. National ids are marked synthetic as Skatteetaten's Tenor does it
(birth month + 80), so that none can belong to a living person. Enhetsregisteret issues organisation
numbers that begin with 8 or 9, and Tenor's synthetic ones begin with 2 or 3: ours begin with 1.
HPR and RESH numbers have no check digit and no reserved range; ours begin with 99 and
every resource that carries one says that it is fictitious.
"""

import zlib
from datetime import date

from common.identifiers import with_check_digits

_ORGANIZATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def synthetic_national_id(
    seed: str, birth_date: date, *, female: bool, d_number: bool = False
) -> str:
    """The same number for the same seed, birth date and sex, always; with valid check digits."""
    day = birth_date.day + (40 if d_number else 0)
    stem = f"{day:02d}{birth_date.month + 80:02d}{birth_date.year % 100:02d}"
    first = 500 if birth_date.year >= 2000 else 0
    start = zlib.crc32(seed.encode()) % 500
    for step in range(500):
        individual = first + (start + step) % 500
        if individual % 2 == (0 if female else 1):
            number = with_check_digits(f"{stem}{individual:03d}")
            if number:
                return number
    message = f"no number left for {seed}"
    raise ValueError(message)


def hpr_number(serial: int) -> str:
    return f"99{serial:07d}"


def resh_number(serial: int) -> str:
    return f"99{serial:05d}"


def organization_number(serial: int) -> str:
    """The serial-th number of our own range, with a check digit as Enhetsregisteret makes it."""
    found = 0
    for candidate in range(10_000_000, 20_000_000, 137):
        digits = str(candidate)
        check = -sum(w * int(d) for w, d in zip(_ORGANIZATION_WEIGHTS, digits, strict=True)) % 11
        if check < 10:
            if found == serial:
                return f"{digits}{check}"
            found += 1
    message = f"no organisation number left for {serial}"
    raise ValueError(message)
