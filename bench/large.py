"""Two million documents, and fifty million rows of the log: the pages of one patient among them."""

from __future__ import annotations

from bench import long_log, pages
from bench.figures import Figure
from bench.population import PATIENTS, population

DOCUMENTS = 2_000_000


def measure() -> list[Figure]:
    """As among 200,000: what grows with the whole must not grow with the patient's page."""
    people = population(PATIENTS, DOCUMENTS)
    return [*pages.pages_of(people), *long_log.measure(people)]
