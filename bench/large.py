"""The pages of a patient with many documents among two million."""

from __future__ import annotations

from bench import pages
from bench.figures import Figure
from bench.population import PATIENTS, population

DOCUMENTS = 2_000_000


def measure() -> list[Figure]:
    """As among 200,000: what grows with the whole must not grow with the patient's page."""
    return pages.pages_of(population(PATIENTS, DOCUMENTS))
