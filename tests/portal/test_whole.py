"""The whole patient on one page, and one timeline over all organisations: who is shown what, what
the log keeps, and what is withheld."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext, ngettext

from common.timeline import RESULTS, VISITS
from demo.cast.fhir_directory import reference
from demo.cast.staff import workers
from tests.cast import Resource, World, import_resources
from tests.journal import shelf
from tests.labresults.results import ago, labels, observation, put, quantity, report
from tests.log_reading import items

pytestmark = pytest.mark.django_db
BLOCKED = (
    "%(count)s piece of information is blocked",
    "%(count)s pieces of information are blocked",
)


def said(one: str, many: str = "", count: int = 1) -> str:
    with translation.override("nb"):
        return ngettext(one, many, count) % {"count": count} if many else gettext(one)


def visit(slug: str, days: float, codes: str = "N", **more: Any) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": slug,
        **labels(codes),
        "status": "finished",
        "class": {"code": "AMB"},
        "type": [{"text": f"Visitt {slug}"}],
        "subject": reference("Patient", "kari"),
        "period": {"start": ago(days), "end": ago(days)},
        "serviceProvider": reference("Organization", workers()["berg"].units[0]),
        **more,
    }


def status(code: str) -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    return {"clinicalStatus": {"coding": [{"system": system, "code": code}]}}


def problem(words: str, **more: Any) -> Resource:
    return {
        "resourceType": "Condition",
        "id": f"problem-{words}",
        **status("active"),
        "code": {"text": words},
        "subject": reference("Patient", "kari"),
        **more,
    }


@pytest.fixture
def kari(world: World) -> Any:
    return world.patients["kari"]


@pytest.fixture
def berg(world: World) -> Client:
    client = world.sign_in("berg")
    session = client.session
    session["attestation"] = str(world.attested("berg", "kari").attestation_id)
    session.save()
    return client


@pytest.fixture
def own(world: World) -> Client:
    return world.sign_in("kari", as_citizen=True)


def text_of(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def timeline(client: Client, patient_id: Any, **query: str) -> str:
    return text_of(client, f"/kliniker/pasient/{patient_id}/tidslinje/", **query)


def test_everything_stands_in_one_order_and_in_the_log(berg: Client, kari: Any) -> None:
    put(report("svar", observation("a"), days=2, code={"text": "Blodprøve x"}), observation("a"))
    import_resources([visit("en", 1), visit("to", 3)])
    text = timeline(berg, kari)
    places = [text.index(each) for each in ("Visitt en", "Blodprøve x", "Visitt to")]
    assert places == sorted(places)
    shown = re.findall(r'<li class="dis-row', text)
    logged = [each for each in items(kari) if each.outcome == "listed"]
    assert len(shown) == len({each.resource_id for each in logged})
    assert {each.resource_type for each in logged} >= {
        *("Encounter", "DiagnosticReport", "DocumentReference"),
    }


def test_pages_go_on_where_the_last_one_ended(berg: Client, kari: Any) -> None:
    at = ago(400)
    same: dict[str, Any] = {"period": {"start": at, "end": at}}
    import_resources([visit(f"v{n:03}", 400, **same) for n in range(70)])
    first = timeline(berg, kari, hva="besok")
    (after,) = re.findall(r"etter=([^&\"#]+)", first)
    second = timeline(berg, kari, hva="besok", etter=after.replace("%3D", "="))
    found = [re.findall(r"Visitt (v\d+)", each) for each in (first, second)]
    assert len(set(found[0]) | set(found[1])) == 70
    assert not set(found[0]) & set(found[1])


def test_it_is_narrowed_by_kind_place_and_period(berg: Client, kari: Any) -> None:
    import_resources([visit("ny", 2), visit("gammel", 3000)])
    put(report("svar", days=2, code={"text": "Blodprøve x"}, performer=[{"display": "Lab X"}]))
    assert "Blodprøve x" not in timeline(berg, kari, hva="besok")
    assert "Visitt ny" not in timeline(berg, kari, hva="svar")
    lab = timeline(berg, kari, hvor="Lab X")
    assert "Blodprøve x" in lab
    assert "Visitt" not in lab
    entity = "Universitetssykehuset Nord-Norge HF"
    assert "Visitt ny" in timeline(berg, kari, hvor=entity)
    lately, before = (timeline(berg, kari, periode=each) for each in ("ar", "for-fem-ar"))
    assert "Visitt ny" in lately
    assert "Visitt gammel" not in lately
    assert "Visitt gammel" in before
    assert "Visitt ny" not in before


@pytest.mark.parametrize("place", ["x", "AAAA", "MjAyNi0wMS0wMSB4", "2026%00"])
def test_a_place_that_means_nothing_shows_the_newest(berg: Client, kari: Any, place: str) -> None:
    import_resources([visit("ny", 2)])
    assert "Visitt ny" in timeline(berg, kari, etter=place)


def test_what_is_blocked_is_counted_and_not_shown(berg: Client, kari: Any) -> None:
    text = timeline(berg, kari)
    before = next(count for count in range(1, 99) if said(*BLOCKED, count=count) in text)
    import_resources([visit("apen", 1), visit("sperret", 1, "NORS")])
    put(report("svar", days=2, codes="NORS", code={"text": "Blodprøve x"}))
    assert "Visitt apen" in timeline(berg, kari)
    for text in (timeline(berg, kari), text_of(berg, f"/kliniker/pasient/{kari}/")):
        assert "Visitt sperret" not in text
        assert "Blodprøve x" not in text
        assert said(*BLOCKED, count=before + 2) in text


def test_a_visit_hides_with_what_was_written_at_it(berg: Client, own: Client, kari: Any) -> None:
    import_resources([visit("samtale", 1), visit("kontroll", 1)])
    at = {"context": {"encounter": [{"reference": "Encounter/samtale"}]}}
    shelf.put(shelf.document("notat", "kari", **label("NORN_ALL"), **at))
    text = text_of(own, "/helse/tidslinje/")
    assert "Visitt kontroll" in text
    assert "Visitt samtale" not in text
    assert "Visitt samtale" in timeline(berg, kari)


def label(code: str) -> dict[str, Any]:
    return {"securityLabel": [{"coding": labels(code)["meta"]["security"]}]}


def test_a_visit_with_a_code_that_nobody_knows_is_not_the_patients(own: Client) -> None:
    import_resources([visit("merket", 1, "NORN_XYZ"), visit("vanlig", 1)])
    text = text_of(own, "/helse/")
    assert "Visitt vanlig" in text
    assert "Visitt merket" not in text


def test_the_overview_has_problems_and_what_is_out_of_range(berg: Client, kari: Any) -> None:
    past = problem("Lungebetennelse", **status("resolved"))
    import_resources([problem("Atrieflimmer"), past])
    limits = [{"low": quantity(11.7), "high": quantity(15.3)}]
    put(observation("a", 1, valueQuantity=quantity(9.2), referenceRange=limits))
    text = text_of(berg, f"/kliniker/pasient/{kari}/")
    assert "Atrieflimmer" in text
    assert "Lungebetennelse" not in text
    assert "9,2" in text
    assert said("below the limit") in text
    assert {"Condition", "Observation"} <= {each.resource_type for each in items(kari)}


def test_the_patient_reads_of_problems_in_plain_words(own: Client) -> None:
    icpc = {"system": "urn:oid:2.16.578.1.12.4.1.1.7170", "code": "K78"}
    import_resources([problem("Atrieflimmer", code={"coding": [icpc], "text": "Atrieflimmer"})])
    text = text_of(own, "/helse/")
    assert "Atrieflimmer" in text
    assert said("The heart beats unevenly, and sometimes too fast") in text


def test_what_waits_is_on_no_timeline_of_the_patient(own: Client) -> None:
    put(report("vev", days=1, kind="SP", code={"text": "Vevsprøve x"}))
    put(report("blod", days=1, code={"text": "Blodprøve x"}))
    text = text_of(own, "/helse/tidslinje/")
    assert "Blodprøve x" in text
    assert "Vevsprøve x" not in text


def test_answers_that_came_as_documents_stand_among_results(
    berg: Client, own: Client, kari: Any
) -> None:
    shelf.put(shelf.document("rtg", "kari", description="Røntgen x", **result_type()))
    for client, path in ((berg, f"/kliniker/pasient/{kari}/provesvar/rapporter/"),
                         (own, "/provesvar/")):  # fmt: skip
        assert "Røntgen x" in text_of(client, path)
    assert "Røntgen x" in timeline(berg, kari, hva="svar")
    assert "Røntgen x" not in timeline(berg, kari, hva="dokumenter")


def result_type() -> dict[str, Any]:
    system = "urn:oid:2.16.578.1.12.4.1.1.9602"
    return {
        "type": {"coding": [{"system": system, "code": "E01-2"}]},
        "category": [{"coding": [{"system": system, "code": "E00-1"}]}],
    }


def test_as_many_statements_however_much_there_is(berg: Client, kari: Any) -> None:
    counts = []
    for number in (1, 40):
        import_resources([visit(f"v{number}-{n}", n) for n in range(number)])
        put(*(report(f"r{number}-{n}", days=n) for n in range(number)))
        found = []
        for path in (f"/kliniker/pasient/{kari}/", f"/kliniker/pasient/{kari}/tidslinje/"):
            berg.get(path)
            with CaptureQueriesContext(connection) as asked:
                berg.get(path)
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]


def test_no_id_of_others_opens_a_timeline(berg: Client) -> None:
    assert berg.get(f"/kliniker/pasient/{uuid.uuid4()}/tidslinje/").status_code == 404


def test_two_thousand_entries_come_page_by_page_once_each(berg: Client, kari: Any) -> None:
    """Visits of the same minute, and answers between them."""
    at = [ago(300 + number // 7) for number in range(1000)]
    periods = [{"start": moment, "end": moment} for moment in at]
    import_resources([visit(f"v{n:04}", 0, period=each) for n, each in enumerate(periods)])
    put(
        *(
            report(f"r{number:04}", code={"text": f"Svar r{number:04}"}, effectiveDateTime=moment)
            for number, moment in enumerate(at)
        )
    )
    found, statements = list[str](), set[int]()
    for kind in (VISITS, RESULTS):
        query, place = {"hva": kind}, len(found)
        while place < len(found) or len(query) == 1:
            place = len(found)
            with CaptureQueriesContext(connection) as asked:
                text = timeline(berg, kari, **query)
            found += dict.fromkeys(re.findall(r"(?:Visitt|Svar) ([vr]\d{4})", text))
            places = {unquote(each) for each in re.findall(r"etter=([^&\"#]+)", text)}
            after = places - {query.get("etter")}
            if not after:
                break
            statements.add(len(asked))
            query = {"hva": kind, "etter": after.pop()}
    assert len(found) == len(set(found)) == 2000
    assert len(statements) <= 2  # The first page asks what there is to choose from.


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AMB", "Consultation"),
        ("IMP", "Admission to hospital"),
        ("EMER", "Visit at the emergency department"),
        ("HH", "Visit at home"),
        ("VR", "Contact by phone or video"),
        ("FLD", "Visit"),
    ],
)
def test_a_visit_without_a_name_says_what_kind_it_was(
    berg: Client, kari: Any, code: str, words: str
) -> None:
    nameless: dict[str, Any] = {"class": {"code": code}, "type": []}
    import_resources([visit("x", 1, **nameless)])
    assert said(words) in timeline(berg, kari, hva="besok")


def test_a_stay_says_until_when_it_was(berg: Client, kari: Any) -> None:
    period = {"start": "2026-02-27T20:00:00+01:00", "end": "2026-03-02T23:30:00Z"}
    import_resources([visit("opphold", 1, period=period)])
    text = timeline(berg, kari, hva="besok")
    assert said("until %(day)s") % {"day": "03.03.2026"} in text  # By the days of Norway.
