"""Patients read what was measured without the laboratories' code of what it was measured in."""

from __future__ import annotations

import pytest

from labresults.presenters.names import plainly


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Us-SARS-CoV-2 antigen", "SARS-CoV-2 antigen"),
        ("B-Hemoglobin", "Hemoglobin"),
        ("fP-Glukose", "Glukose"),
        ("B-celler", "B-celler"),
        ("SARS-CoV-2", "SARS-CoV-2"),
        ("Vitamin B-12", "Vitamin B-12"),
        ("HPV-test", "HPV-test"),
        ("", ""),
    ],
)
def test_the_name_of_a_sender_as_a_patient_reads_it(sent: str, read: str) -> None:
    assert plainly(sent) == read
