"""How many resources of result messages two processes store in a second, beside what is there.

Each message holds eight results with sample, order and report.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connections

from access.receiving import IMPORT
from bench.figures import Figure
from common.identifiers import FNR_SYSTEM
from common.messages import Fate, Sender
from demo.cast.numbers import synthetic_national_id
from fhirapi.importing import Document, import_documents
from labresults.intake import taking

GOAL, PROCESSES, BATCH = 1_000, 2, 50
PATIENTS, MESSAGES, RESULTS = 200, 1_000, 8
RESOURCES = MESSAGES * (RESULTS + 3)
SOURCE = "urn:bench"
_CODES = ("NOR05172", "NPU02593", "NPU03568", "NPU19748", "NPU01685", "NPU19651", "NPU03230")


def measure() -> list[Figure]:
    return of_run("usual")


def of_run(run: str, note: str = "", *, patients_of: str = "") -> list[Figure]:
    """The messages of a run, and the same again; about patients of its own, or of another run."""
    numbers = list(_known(patients_of or run))
    messages = [_message(run, at, numbers[at % PATIENTS]) for at in range(MESSAGES)]
    first, again = _seconds(messages, Fate.STORED), _seconds(messages, Fate.UNCHANGED)
    told = f"{MESSAGES} messages in {PROCESSES} processes, {BATCH} at a time{note}"
    return [
        Figure(
            "results in, resources of KITH messages",
            RESOURCES / first,
            "resources/s",
            GOAL,
            at_least=True,
            note=told,
        ),
        Figure(
            "results in, the same again", RESOURCES / again, "resources/s", note="all unchanged"
        ),
    ]


def _seconds(messages: list[bytes], fate: Fate) -> float:
    for each in connections.all(initialized_only=True):
        each.close()
        each.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's; no child can use it
    context = multiprocessing.get_context("fork")
    parts = [messages[at::PROCESSES] for at in range(PROCESSES)]
    start = time.perf_counter()
    with context.Pool(PROCESSES) as pool:
        found = pool.map(_taken, parts)
    seconds = time.perf_counter() - start
    assert {each for part in found for each in part} == {fate}, found[0][:5]
    return seconds


def _taken(messages: list[bytes]) -> list[Fate]:
    sender = Sender(IMPORT, SOURCE)
    found: list[Fate] = []
    for start in range(0, len(messages), BATCH):
        batch = [(str(at), each) for at, each in enumerate(messages[start : start + BATCH])]
        found += [told.fate for told in taking.take(batch, sender)]
    return found


def _known(run: str) -> Iterator[str]:
    """The numbers of patients who are made known."""
    documents = []
    for at in range(PATIENTS):
        born = date(1950, 1, 1) + timedelta(days=37 * at)
        number = synthetic_national_id(f"{run} {at}", born, female=bool(at % 2))
        documents.append(_patient(f"results-{run}-{at}", number))
        yield number
    report = import_documents(documents, source=SOURCE)
    assert not report.refusals, report.refusals[:3]


def _patient(own_id: str, number: str) -> Document:
    value: dict[str, Any] = {
        "resourceType": "Patient",
        "id": own_id,
        "identifier": [{"system": FNR_SYSTEM, "value": number}],
        "name": [{"family": "Målt"}],
    }
    return Document(own_id, json.dumps(value))


def _message(run: str, at: int, number: str) -> bytes:
    items = "".join(
        f'<ResultItem><NumResult><NumResultValue V="{(at * 7 + n) % 90}.{n}" U="g/dL"/></NumResult>'
        f'<ServType V="N"/><RefInterval><Descr>11,7 - 15,3</Descr></RefInterval><Investigation>'
        f'<Id V="{_CODES[n % len(_CODES)]}" S="2.16.578.1.12.4.1.1.7280" DN="Analyse {n}"/>'
        f"</Investigation><IdResultItem>{n}</IdResultItem><RefAnalysedSubject>S</RefAnalysedSubject>"
        "</ResultItem>"
        for n in range(RESULTS)
    )
    return f"""<Message xmlns="http://www.kith.no/xmlstds/labsvar/2012-02-15"><Type V="SVAR_LAB"/>
<GenDate V="2025-06-{at % 28 + 1:02}T10:00:00"/><MsgId>{run}-{at}</MsgId><ServReport>
<ServType V="N"/><IssueDate V="2025-06-01"/><Status V="F"/><MsgDescr V="CLIN" DN="Klinisk kjemi"/>
<ServProvId>{run}-{at}</ServProvId><ServReq><Id>{run}-{at}</Id></ServReq><Patient>
<OffId>{number}</OffId><AnalysedSubject><CollectedSample><CollectedDate V="2025-06-01T08:00:00"/>
</CollectedSample><Type>Blod</Type><IdByServProvider>S</IdByServProvider></AnalysedSubject>{items}
</Patient><ServProvider><HCP><Inst><Name>Laboratoriet</Name><Id>59</Id><TypeId V="HER"/></Inst>
</HCP></ServProvider></ServReport></Message>""".encode()
