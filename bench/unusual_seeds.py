"""Ten months of reading, each of another town than those on which the figures were weighed."""

from __future__ import annotations

from bench.figures import Figure
from bench.unusual import GOAL_SECONDS, LEAST_FOUND, MOST_WRONG, Outcome, outcome

# The figures were weighed on seeds 1, 2, 101 and 102: none of these.
SEEDS = range(11, 21)


def measure() -> list[Figure]:
    outcomes = [_told(seed) for seed in SEEDS]
    found, wrong = [each.found for each in outcomes], [len(each.wrong) for each in outcomes]
    note = f"seeds {SEEDS.start} to {SEEDS.stop - 1}: "
    return [
        Figure(
            "snoopers found of 20, the least of ten months",
            min(found),
            "",
            LEAST_FOUND,
            at_least=True,
            note=note + ", ".join(map(str, found)),
        ),
        Figure(
            "suspected wrongly, the most of ten months",
            max(wrong),
            "",
            MOST_WRONG,
            note=note + ", ".join(map(str, wrong)),
        ),
        Figure(
            "a month of 200,000 reads judged, the slowest of ten",
            max(each.seconds for each in outcomes),
            "s",
            GOAL_SECONDS,
        ),
    ]


def _told(seed: int) -> Outcome:
    each = outcome(seed)
    print(
        f"  seed {seed}: {each.events} events, {each.found} of 20 found, {len(each.wrong)} wrongly,"
        f" in {each.seconds:.1f} s; missed: {', '.join(each.missed) or 'none'}",
        flush=True,
    )
    return each
