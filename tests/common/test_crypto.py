"""Sealed values: bound to their place, opened by old keys too, and never silently wrong."""

import pytest

from common.crypto import Tampered, keyed_index, seal, unseal

OLD, NEW = b"o" * 32, b"n" * 32


def test_an_old_key_still_opens() -> None:
    sealed = seal(OLD, b"secret", place="table|column|1")

    assert unseal([NEW, OLD], sealed, place="table|column|1") == b"secret"


def test_a_value_moved_to_another_row_does_not_open() -> None:
    sealed = seal(NEW, b"secret", place="table|column|1")

    with pytest.raises(Tampered, match="changed or moved"):
        unseal([NEW], sealed, place="table|column|2")


def test_a_changed_value_does_not_open() -> None:
    sealed = bytearray(seal(NEW, b"secret", place="here"))
    sealed[-1] ^= 1

    with pytest.raises(Tampered):
        unseal([NEW], bytes(sealed), place="here")


def test_an_unknown_key_is_named_as_the_reason() -> None:
    with pytest.raises(Tampered, match="No known key"):
        unseal([NEW], seal(OLD, b"secret", place="here"), place="here")


def test_equal_values_have_equal_indexes_under_one_key_only() -> None:
    assert keyed_index(NEW, "1") == keyed_index(NEW, "1")
    assert keyed_index(NEW, "1") != keyed_index(OLD, "1")
