"""The FHIR API among ever more data: what is asked about one patient must not feel the others.

A thousand patients are loaded over the API; then they are made 4 and 16 times as many inside the
database (bench.multiplying). At each size the same search about patients drawn from all.
"""

from __future__ import annotations

import random
from itertools import pairwise

from django.db import connections

from bench.api import NEWEST, PATIENTS, ROUNDS, SEED, Sender, check, cohort, loaded, patients_loaded
from bench.figures import Figure, spread
from bench.load import load
from bench.multiplying import multiply
from bench.population import settle, the_cast
from bench.serving import served
from demo.cast import callers, tokens

SIZES = (1, 4, 16)
GROWS_AT_MOST = 1.2


def measure() -> list[Figure]:
    """How long the search takes at each size, and how the slow ones grow from first to last."""
    the_cast()
    callers.register()
    sender = Sender(tokens.for_system()["access_token"])
    connections["default"].close()
    figures: list[Figure] = []
    slow: list[float] = []  # 95th percentiles, size by size.
    with served() as port:
        loaded(port, sender, cohort(SEED))
        for before, size in pairwise((1, *SIZES)):
            multiply(range(before, size))
            settle()
            found = _searches(port, sender)
            name = f"{NEWEST.name} among {size * PATIENTS:,} patients"
            figures += spread(name, found, note=f"{_observations():,} observations in all")
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


def _observations() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM labresults_observation")
        count: int = cursor.fetchone()[0]
        return count
