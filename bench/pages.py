"""Server time of the pages of a patient with many documents, all middleware included."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.figures import Figure, spread
from bench.population import Population, Somebody, population
from bench.readers import Browser

GOAL = 50.0
TIMES = 60
Path = Callable[[Somebody], str]


def _record(somebody: Somebody) -> str:
    return f"/kliniker/pasient/{somebody.patient_id}/"


# "Everything" reads the whole log of a patient who is looked at seven times a day.
WITHOUT_GOAL = {"who has looked, everything"}
DOCTORS: dict[str, Path] = {
    "record page, documents": lambda somebody: f"{_record(somebody)}dokumenter/",
    "record page, overview": _record,
}
PATIENTS: dict[str, Path] = {
    "own documents": lambda somebody: "/journal/",
    "own home page": lambda somebody: "/hjem/",
    "who has looked, 30 days": lambda somebody: "/innsyn/",
    "who has looked, everything": lambda somebody: "/innsyn/?periode=alt",
}


def measure() -> list[Figure]:
    return pages_of(population())


def pages_of(people: Population) -> list[Figure]:
    """Each page checked once, its statements counted for few and many documents, then timed."""
    found: list[Figure] = []
    for pages, sign_in in ((DOCTORS, Browser.of_doctor), (PATIENTS, Browser.of_patient)):
        browsers = {each: sign_in(each) for each in (people.few, people.many)}
        for name, path in pages.items():
            found += _page(name, browsers, path, people.few, people.many)
    return found


def _page(
    name: str, browsers: dict[Somebody, Browser], path: Path, few: Somebody, many: Somebody
) -> list[Figure]:
    counts = []
    for somebody in (few, many):
        browsers[somebody].get(path(somebody))
        answer = browsers[somebody].get(path(somebody), count=True)
        assert answer.status == "200 OK", (name, answer.status)
        assert "looked" in name or somebody.newest in answer.text, name
        counts.append(len(answer.statements))
    assert counts[0] == counts[1], f"{name}: {counts} statements for few and many documents"
    work = time.process_time()
    samples = [browsers[many].get(path(many)).milliseconds for _ in range(TIMES)]
    work = (time.process_time() - work) / TIMES * 1000
    note = (
        f"{counts[1]} statements, as for a patient with few documents; {work:.0f} ms of work here"
    )
    goal = None if name in WITHOUT_GOAL else GOAL
    return spread(name, samples, goal=goal, p95_goal=goal, note=note)
