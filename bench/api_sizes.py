"""The FHIR API among ever more data: what is asked about one patient must not feel the others.

A thousand patients, then 4 and 16 times as many, each cohort of carebundle with a seed of its own;
between them the same search about patients drawn from all that are there.
"""

from __future__ import annotations

import random

from django.db import connections

from bench.api import NEWEST, ROUNDS, SEED, Sender, check, cohort, loaded, patients_loaded
from bench.figures import Figure, spread
from bench.load import load
from bench.population import settle, the_cast
from bench.serving import served
from demo.cast import callers, tokens

SIZES = (1, 4, 16)  # Thousands of patients.
GROWS_AT_MOST = 1.2


def measure() -> list[Figure]:
    """How fast it loads at each size, and how the slow ones of a search grow from first to last."""
    the_cast()
    callers.register()
    sender = Sender(tokens.for_system()["access_token"])
    connections["default"].close()
    figures: list[Figure] = []
    slow: list[float] = []
    with served() as port:
        there = 0
        for size in SIZES:
            for seed in range(SEED + there, SEED + size):
                (last,) = loaded(port, sender, cohort(seed))
            there = size
            settle()
            name = f"{NEWEST.name} among {size:,},000 patients"
            found = _searches(port, sender)
            rate = f"loaded last at {last.value:,.0f} resources/s"
            figures += spread(name, found, note=rate)
            slow.append(figures[-1].value)
    grown = slow[-1] / slow[0]
    name = f"95th percentile of that search, {SIZES[-1]} times the data"
    return [*figures, Figure(name, grown, "times", GROWS_AT_MOST)]


def _searches(port: int, sender: Sender) -> list[float]:
    """Milliseconds of each, in rounds after one that does not count."""
    patients, dice = patients_loaded(), random.Random(SEED)
    each = NEWEST.requests // ROUNDS
    asked = [sender.newest(dice.choice(patients)) for _ in range(each * (ROUNDS + 1))]
    check(load(port, asked[:each]))
    found = load(port, asked[each:])
    check(found)
    return list(found.milliseconds)
