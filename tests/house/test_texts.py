"""Every text that people see is there in Bokmål and in Nynorsk."""

import re

import pytest
from babel.messages.pofile import read_po

from scripts import compare_texts
from scripts.extract_messages import catalogue, untranslated

_NAMES = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_text_is_translated(language: str) -> None:
    assert untranslated(language) == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_translation_names_what_its_text_names(language: str) -> None:
    with catalogue(language).open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    differing = [
        message.id
        for message in messages
        if isinstance(message.id, str)
        and set(_NAMES.findall(message.id)) != set(_NAMES.findall(str(message.string)))
    ]

    assert differing == []


def test_both_catalogues_hold_the_same_texts() -> None:
    found = []
    for language in ("nb", "nn"):
        with catalogue(language).open("rb") as file:
            found.append({(m.context, m.id) for m in read_po(file, locale=language) if m.id})

    assert found[0] == found[1]


def test_no_text_of_nynorsk_is_only_copied_from_bokmal() -> None:
    """A pair that is rightly the same is added to locale/same-in-nynorsk.txt on purpose."""
    assert set(compare_texts.same()) - set(compare_texts.accepted()) == set()


def test_the_list_of_equal_texts_holds_nothing_that_has_changed() -> None:
    assert set(compare_texts.accepted()) - set(compare_texts.same()) == set()
