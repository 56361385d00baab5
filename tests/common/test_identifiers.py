"""Numbers of people and organisations: what is taken, and in which world."""

import csv

import pytest

from common.identifiers import (
    FICTITIOUS,
    InvalidIdentifier,
    Kind,
    accept_hpr_number,
    accept_national_id,
    accept_organization_number,
    names_a_person,
    national_ids_in,
    parse_national_id,
    with_check_digits,
)
from tests import examples


def made(nine: str) -> str:
    """The first number with check digits from these nine digits on."""
    found = next(n for i in range(10) if (n := with_check_digits(f"{int(nine) + i:09d}")))
    return str(found)


@pytest.mark.parametrize(
    ("nine", "kind", "is_synthetic"),
    [
        ("148314990", Kind.FNR, True),
        ("146814990", Kind.FNR, True),
        ("548314990", Kind.DNR, True),
        ("546814990", Kind.DNR, True),
        ("144314990", Kind.HNR, False),
        ("900000010", Kind.FHN, False),
    ],
    ids=["Tenor", "NHN", "D and Tenor", "D and NHN", "H", "FH"],
)
def test_the_kind_is_read_from_day_and_month(nine: str, kind: Kind, is_synthetic: bool) -> None:
    found = parse_national_id(made(nine))

    assert (found.kind, found.is_synthetic) == (kind, is_synthetic)


@pytest.mark.parametrize(
    "value",
    ["", "1483149901", "148314990123", "abcdefghijk", "00000000000", "14831499 0", "١٤٨٣١٤٩٩٠١٢"],
)
def test_what_has_not_eleven_digits_or_no_day_is_refused(value: str) -> None:
    with pytest.raises(InvalidIdentifier):
        parse_national_id(value)


def test_a_day_that_no_century_has_is_refused() -> None:
    with pytest.raises(InvalidIdentifier, match="date"):
        parse_national_id(made("318214990"))


def test_every_wrong_last_digit_is_refused() -> None:
    right = made("148314990")
    others = [f"{right[:10]}{digit}" for digit in range(10) if digit != int(right[10])]

    assert len(others) == 9
    for wrong in others:
        with pytest.raises(InvalidIdentifier):
            parse_national_id(wrong)


def test_from_2032_four_first_check_digits_are_taken() -> None:
    taken = set()
    for first in range(10):
        for second in range(10):
            try:
                parse_national_id(f"148314995{first}{second}")
            except InvalidIdentifier:
                continue
            taken.add(first)

    assert 3 <= len(taken) <= 4  # a first digit of 10, or without a second one, falls away


def test_spaces_are_for_the_eye_only() -> None:
    number = made("148314990")

    assert parse_national_id(f"{number[:6]} {number[6:]}").value == number


def test_production_takes_no_synthetic_number() -> None:
    with pytest.raises(InvalidIdentifier, match="synthetic"):
        accept_national_id(made("148314990"), synthetic=False)


@pytest.mark.parametrize("number", sorted(FICTITIOUS))
def test_production_takes_no_fictitious_person(number: str) -> None:
    with pytest.raises(InvalidIdentifier):
        accept_national_id(number, synthetic=False)


@pytest.mark.parametrize("number", sorted(FICTITIOUS))
def test_fictitious_persons_of_the_published_samples_are_taken_in_tests(number: str) -> None:
    assert accept_national_id(number, synthetic=True).is_synthetic


@pytest.mark.parametrize("nine", ["144314990", "900000010"], ids=["H", "FH"])
def test_a_number_without_a_synthetic_form_is_refused_outside_production(nine: str) -> None:
    with pytest.raises(InvalidIdentifier, match="looks real"):
        accept_national_id(made(nine), synthetic=True)


def test_the_error_never_repeats_the_number() -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        parse_national_id("14831499999")

    assert "14831499999" not in str(caught.value)


@examples.needed
def test_the_published_examples_are_judged_as_their_publishers_say() -> None:
    path = examples.EXAMPLES / "10-testidentiteter" / "identifiers-in-samples.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["type"] in {"FNR", "DNR"}]
    judged = [(row, bool(_valid(row["value"]))) for row in rows if row["check_digits_ok"]]

    assert len(judged) > 50
    assert [
        row["value"] for row, valid in judged if valid != (row["check_digits_ok"] == "yes")
    ] == []


def _valid(value: str) -> bool:
    try:
        parse_national_id(value)
    except InvalidIdentifier:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("født {n}.", 1),
        ("{s} og {n}", 2),
        ("{b}", 1),
        ("{b}7", 0),
        ('"Patient/{n}"', 1),
        ("1.2.578.{n}", 0),
        ("{n}7", 0),
        ("a{n}", 0),
        ("0.{n}", 0),
    ],
)
def test_numbers_are_found_in_text(text: str, count: int) -> None:
    number = made("148314990")
    spaced = f"{number[:6]} {number[6:]}"

    for blanks in ("\xa0", "\t", "   ", "\n", " \u2009"):
        parted = blanks.join([number[:6], number[6:]])
        assert len(national_ids_in(text.format(n=number, s=spaced, b=parted))) == count


@pytest.mark.parametrize(
    "typed",
    [
        *("13116900216", "131169 00216", "pasient 13116900216 feber", "99999999999"),
        *("131169-00216", "131169 \N{EN DASH} 00216", "131169\N{NON-BREAKING HYPHEN}00216"),
        *("131169\xa000216", "131169\t00216", "131169   00216", "131169\x0000216"),
        *("131169\N{ZERO WIDTH SPACE}00216", "a" * 300 + " 131169\n00216"),
    ],
)
def test_what_looks_like_a_national_id_is_told(typed: str) -> None:
    assert names_a_person(typed)


@pytest.mark.parametrize("typed", ["feber 120/80", "987654321", "2026-11-23", "123456 789"])
def test_other_numbers_are_not(typed: str) -> None:
    assert not names_a_person(typed)


@pytest.mark.parametrize("typed", ["140384", "14.03.84", "Nor 14 03 84", "1403841234"])
def test_in_a_name_a_day_of_birth_is_too_much(typed: str) -> None:
    assert names_a_person(typed, is_name=True)
    assert not names_a_person(typed)


def test_a_name_may_have_a_few_digits() -> None:
    assert not names_a_person("Kari 2 Nordli 1984", is_name=True)


def test_organisation_numbers_have_a_check_digit() -> None:
    assert accept_organization_number("100 000 008") == "100000008"
    for wrong in ("100000007", "10000000", "1000000080", "abc"):
        with pytest.raises(InvalidIdentifier):
            accept_organization_number(wrong)


def test_hpr_numbers_have_at_most_nine_digits() -> None:
    assert accept_hpr_number("994000003") == "994000003"
    for wrong in ("", "1234567890", "12a"):
        with pytest.raises(InvalidIdentifier):
            accept_hpr_number(wrong)
