"""Numbers that identify people and organisations in Norway: their forms and check digits.

Rules: Skatteetaten's description of the number of 2032; OIDs of HL7 Norway (norway.md part 9).
Birth date and sex are never read from the digits; they come from the register.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FNR_SYSTEM = "urn:oid:2.16.578.1.12.4.1.4.1"
DNR_SYSTEM = "urn:oid:2.16.578.1.12.4.1.4.2"
FHN_SYSTEM = "urn:oid:2.16.578.1.12.4.1.4.3"
HPR_SYSTEM = "urn:oid:2.16.578.1.12.4.1.4.4"
ORGANIZATION_SYSTEM = "urn:oid:2.16.578.1.12.4.1.4.101"
RESH_SYSTEM = "urn:oid:2.16.578.1.12.4.1.4.102"
NATIONAL_SYSTEMS = frozenset({FNR_SYSTEM, DNR_SYSTEM, FHN_SYSTEM})

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# From 2032 the first check digit may be any of the four that leave the remainder 0, 1, 2 or 3.
_FIRST_REMAINDERS = frozenset({0, 1, 2, 3})
# Added to the month: Tenor and Norsk helsenett's synthetic population; H numbers.
_SYNTHETIC_MONTHS = (80, 65)
_H_MONTH = 40
_ORGANIZATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)

# Fictitious persons whose numbers have the ordinary form, as found in the public samples of
# Norsk helsenett and HL7 Norway (Pasientens-journaldokumenter, NILAR, AuditEvent, basisprofiler).
FICTITIOUS = frozenset(
    {
        "03117000205",
        "04021950128",
        "12050050295",
        "12057900499",
        "12119000465",
        "13116900216",
        "15076500565",
        "15080050515",
    }
)


class Kind(StrEnum):
    """The codes of code system 8116."""

    FNR = "FNR"
    DNR = "DNR"
    HNR = "HNR"
    FHN = "FHN"


class InvalidIdentifier(ValueError):
    """Not a number of the kind asked for; the text says what is wrong, without the number."""


@dataclass(frozen=True)
class NationalId:
    value: str
    kind: Kind
    is_synthetic: bool


def parse_national_id(value: str) -> NationalId:
    """A birth, D, H or FH number with valid check digits; InvalidIdentifier otherwise."""
    digits = value.replace(" ", "")
    if not re.fullmatch(r"[0-9]{11}", digits):
        raise InvalidIdentifier("A national identity number has 11 digits.")
    if not _checks(digits):
        raise InvalidIdentifier("The check digits do not fit. Is there a typing error?")
    if digits[0] in "89":
        return NationalId(digits, Kind.FHN, is_synthetic=False)
    day, month, year = int(digits[0:2]), int(digits[2:4]), int(digits[4:6])
    kind, offset = _kind(day, month)
    is_synthetic = offset in _SYNTHETIC_MONTHS or digits in FICTITIOUS
    if not _is_day(day - 40 if kind is Kind.DNR else day, month - offset, year):
        raise InvalidIdentifier("The first six digits are not a date.")
    return NationalId(digits, kind, is_synthetic)


def accept_national_id(value: str, *, synthetic: bool) -> NationalId:
    """As parse, of the right world: production takes no synthetic number, others no real one."""
    found = parse_national_id(value)
    if synthetic and not found.is_synthetic:
        raise InvalidIdentifier(
            "Only synthetic persons are taken here, and this number looks real."
        )
    if not synthetic and found.is_synthetic:
        raise InvalidIdentifier("This number belongs to a synthetic person.")
    return found


def with_check_digits(nine: str) -> str | None:
    """Nine digits and their two ordinary check digits, or None where there are none."""
    first = -sum(w * int(d) for w, d in zip(_FIRST_WEIGHTS, nine, strict=False)) % 11
    ten = f"{nine}{first}"
    second = -sum(w * int(d) for w, d in zip(_SECOND_WEIGHTS, ten, strict=False)) % 11
    return f"{ten}{second}" if first < 10 and second < 10 else None


def accept_organization_number(value: str) -> str:
    digits = value.replace(" ", "")
    if not re.fullmatch(r"[0-9]{9}", digits) or _weighted(digits, _ORGANIZATION_WEIGHTS) % 11:
        raise InvalidIdentifier("Not a valid organisation number (9 digits, the last one a check).")
    return digits


def accept_hpr_number(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise InvalidIdentifier("An HPR number has at most 9 digits.")
    return value


_DIGITS_OF_DATE = 6
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_WITHOUT_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{6}[\s.\-]*+\d{5}(?!\d)")
# Not inside a longer number, word, decimal number or OID. Too much found does no harm: what is
# replaced by a token is given back exactly.
_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9]\.)([0-9]{6})\s*+([0-9]{5})(?![0-9A-Za-z])(?!\.[0-9])"
)


def national_ids_in(text: str) -> list[re.Match[str]]:
    """Every place in a text where a number with form and check digits of a national id stands.

    It may be parted after six digits by any blanks: a no-break space, a tab, the end of a line.
    """
    return [m for m in _CANDIDATE.finditer(text) if looks_national(m.group(1) + m.group(2))]


def names_a_person(typed: str, *, is_name: bool = False) -> bool:
    """Whether a national id, or what could be a mistyped one, stands in what somebody typed.

    Whatever parts its digits: pages and programs that people copy from put in many kinds of blank.
    A name holds no number at all, so that a day of birth alone is too much where one `is_name`.
    """
    plain = _WITHOUT_WIDTH.sub("", _UNSEEN.sub(" ", typed)).translate(_DASHES)
    if is_name and sum(sign.isdigit() for sign in plain) >= _DIGITS_OF_DATE:
        return True
    return bool(_ELEVEN_DIGITS.search(plain) or national_ids_in(plain))


def looks_national(digits: str) -> bool:
    try:
        parse_national_id(digits)
    except InvalidIdentifier:
        return False
    return True


def _kind(day: int, month: int) -> tuple[Kind, int]:
    """What the day and month say, and how much is added to the month."""
    offset = next((each for each in (*_SYNTHETIC_MONTHS, _H_MONTH) if month > each), 0)
    if day > 40:
        return Kind.DNR, offset
    return Kind.HNR if offset == _H_MONTH else Kind.FNR, offset


def _checks(digits: str) -> bool:
    first = _weighted(digits, _FIRST_WEIGHTS) % 11
    return first in _FIRST_REMAINDERS and _weighted(digits, _SECOND_WEIGHTS) % 11 == 0


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False))


def _is_day(day: int, month: int, year: int) -> bool:
    """Whether some century has that day (the century cannot be told from the digits)."""
    for century in (1900, 2000, 1800):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
