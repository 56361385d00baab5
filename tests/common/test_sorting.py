"""Names stand in Norwegian order."""

from common.sorting import norwegian

IN_ORDER = ["Abel", "Ávžži", "Berg", "Čáhppes", "Dahl", "Đoavgi", "Zahl", "Ærø", "Ødegård", "Åsen"]


def test_names_are_sorted_as_in_a_norwegian_directory() -> None:
    assert sorted(sorted(IN_ORDER), key=norwegian) == IN_ORDER


def test_double_a_stands_with_the_letter_that_it_is_said_as() -> None:
    assert norwegian("Aasen") == norwegian("Åsen")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert norwegian("A\u030asen") == norwegian("Åsen")
