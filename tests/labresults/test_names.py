"""Names of what was measured, as patients read them."""

from __future__ import annotations

import pytest

from labresults.presenters.names import plainly


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Us-SARS-CoV-2 antigen", "SARS-CoV-2 antigen"),
        ("B-Hemoglobin", "Hemoglobin"),
        ("kreatinin", "Kreatinin"),
        ("eGFR (nyrefunksjon)", "eGFR (nyrefunksjon)"),
        ("pH", "pH"),
        ("", ""),
    ],
)
def test_a_patient_reads_names_without_codes(sent: str, read: str) -> None:
    assert plainly(sent) == read
