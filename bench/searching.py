"""Search in 200,000 documents: within one patient who has 2,000, and over a unit's patients."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import product
from typing import Any

from django.conf import settings
from django.db import connection, connections

from access import gate
from access.codes import Kind
from access.models import CareRelationship, CareResource
from bench.figures import Figure, milliseconds, spread
from bench.population import Population, copy_rows, open_to_owner, population
from bench.readers import Browser, doctor
from common import clock
from journal import searching, selectors
from journal.selectors import BEST, Filters
from journal.views.lists import PAGE_SIZE

RECORD_GOAL, UNIT_GOAL = 30.0, 150.0
UNIT_PATIENTS, TIMES = 300, 40
# A word of every fifth document, one that begins many compounds, two together, and a rare phrase.
ASKED = ("blodtrykk", "hjerte lunge -feber", '"sjelden funnet"')
_STEMS = (
    "blod", "hjerte", "lunge", "nyre", "lever", "hode", "rygg", "mage", "hud", "ledd", "muskel",
    "nerve", "bein", "sukker", "puls", "søvn", "smerte", "kreft", "allergi", "angst", "luft",
    "vekt", "hals", "øye", "øre", "tann", "kne", "hofte", "skulder", "finger",
)  # fmt: skip
_ENDS = (
    "trykk", "måling", "prøve", "sykdom", "kontroll", "plage", "behandling", "medisin",
    "undersøkelse", "sår", "svikt", "betennelse", "skade", "funksjon", "test", "operasjon",
    "utslett",
)  # fmt: skip
_PLAIN = (
    "pasienten", "kommer", "til", "og", "i", "på", "for", "med", "som", "har", "vært", "er",
    "ble", "av", "etter", "uten", "noe", "siden", "ved", "en", "et", "det", "hun", "han",
    "tatt", "gitt", "føler", "seg", "bedre", "verre", "uke", "dag", "time", "ny", "igjen",
    "avtalt", "videre", "hoste", "svar", "normal", "lett", "høy", "lav", "venstre",
    "høyre", "side", "mg", "ganger", "daglig", "fastlege", "sykehus", "hjemme",
)  # fmt: skip
_PARAGRAPHS = 2000
# Each text is 4 to 11 paragraphs, chosen by the document's id: about 1 to 3 kB.
_FILL = """
    INSERT INTO journal_documenttext (id, patient_id, document_id, version, text, vector)
    SELECT gen_random_uuid(), d.patient_id, d.id, d.version, t.text,
      setweight(to_tsvector('norwegian', d.title), 'A') ||
      setweight(to_tsvector('norwegian', d.type_text || ' ' || d.organization_name), 'B') ||
      setweight(to_tsvector('norwegian', t.text), 'D')
    FROM journal_documentreference d CROSS JOIN LATERAL (
      SELECT string_agg(p.text, E'\\n\\n') AS text
      FROM generate_series(1, 4 + abs(hashtext(d.id::text)) %% 8) AS n
      JOIN bench_paragraph p ON p.number = abs(hashtext(d.id::text || n)) %% %s) t
    WHERE d.source LIKE '%%.bench'
"""


def measure() -> list[Figure]:
    people = population()
    _read_in(people.documents)
    members = _unit(people)
    return [*_in_a_record(people), *_in_a_unit(people, members)]


def _read_in(total: int) -> None:
    """The words of all documents, made in the database: what the workers would have left there."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_paragraph (number int PRIMARY KEY, text text)")
        cursor.executemany("INSERT INTO bench_paragraph VALUES (%s, %s)", list(_paragraphs()))
        cursor.execute("ANALYZE bench_paragraph")
        with open_to_owner("journal_documenttext", "journal_documentreference") as filling:
            filling.execute(_FILL, [_PARAGRAPHS])
            made = filling.rowcount
        cursor.execute("VACUUM (ANALYZE) journal_documenttext")
    assert made >= total, (made, total)


def _paragraphs() -> Iterator[tuple[int, str]]:
    """Words as notes have them: common ones often, of some thousand compounds each now and then."""
    dice = random.Random(7)
    compounds = [
        f"{stem}{end}{tail}" for stem, end, tail in product(_STEMS, _ENDS, ("", "en", "er"))
    ]
    for number in range(_PARAGRAPHS):
        words = [
            dice.choice(compounds) if dice.random() < 0.25 else dice.choice(_PLAIN)
            for _ in range(dice.randint(20, 40))
        ]
        more = " Et sjelden funnet tegn." if number % 500 == 0 else ""
        more += " Har feber." if number % 35 == 0 else ""
        yield number, f"{' '.join(words).capitalize()}.{more}"


def _unit(people: Population) -> list[uuid.UUID]:
    """The doctor's unit treats 300 patients of the population, the one with many among them."""
    role = doctor(people.few.patient_id).role
    assert role is not None
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM people_patient WHERE given LIKE 'Målt %%' ORDER BY id LIMIT %s",
            [UNIT_PATIENTS - 1],
        )
        members = [people.many.patient_id, *(row[0] for row in cursor.fetchall())]
    resources = [
        {"id": uuid.uuid4(), "patient_id": each, "source_id": str(uuid.uuid4())}
        for each in dict.fromkeys(members)
    ]
    now = clock.now()
    copy_rows(
        CareResource(
            resource_type="EpisodeOfCare",
            source="urn:bench:unit",
            wire="{}",
            digest=bytes(32),
            received_at=now,
        ),
        resources,
    )
    copy_rows(
        CareRelationship(organization_id=role.unit_id, ground="BEHANDLER", start=now),
        [
            {"id": uuid.uuid4(), "patient_id": each["patient_id"], "resource_id": each["id"]}
            for each in resources
        ],
    )
    return [each["patient_id"] for each in resources]


def _in_a_record(people: Population) -> list[Figure]:
    """The search as the page asks for it: the words understood, all hits in order, fifty rows."""
    patient = people.many
    actor = doctor(patient.patient_id)
    found = []
    for words in ASKED:
        with gate.open_record(actor, patient.patient_id, Kind.JOURNAL) as grant:
            counts = []

            def search(words: str = words) -> None:
                chosen = Filters(query=searching.understood(words), sort=BEST)
                ids = list(selectors.documents(grant, chosen).values_list("id", flat=True))
                selectors.in_order(grant, ids[:PAGE_SIZE])
                counts.append(len(ids))  # noqa: B023

            samples = milliseconds(search, times=TIMES)
        note = f"{counts[0]} of the patient's documents"
        name = f"search for {words} in one record"
        found += spread(name, samples, goal=RECORD_GOAL, note=note)
    path = f"/kliniker/pasient/{patient.patient_id}/dokumenter/"
    browser = _asking(Browser.of_doctor(patient), ASKED[1])
    found += spread("page of such a search, whole", _pages(browser, path), note="log rows included")
    return found


def _in_a_unit(people: Population, members: list[uuid.UUID]) -> list[Figure]:
    found = []
    for words in ASKED[:2]:
        browser = _asking(Browser.of_doctor(people.many), words)
        name = f"search for {words} over {len(members)} patients, whole page"
        found += spread(name, _pages(browser, "/kliniker/sok/"), goal=UNIT_GOAL)
    return found


def _asking(browser: Browser, words: str) -> Browser:
    """The same browser, with the words kept in its session as the search form does."""
    store: Callable[[str], Any] = import_module(settings.SESSION_ENGINE).SessionStore
    session = store(browser.cookie.partition("=")[2])
    session["journal.searches"] = {"bench": words}
    session.save()
    return browser


def _pages(browser: Browser, path: str) -> list[float]:
    def ask() -> float:
        answer = browser.get(f"{path}?sok=bench")
        assert answer.status == "200 OK", answer.status
        assert "<mark>" in answer.text
        return answer.milliseconds

    ask()
    connection.close()
    return [ask() for _ in range(TIMES)]
