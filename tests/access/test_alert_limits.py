"""The limits at the gate: records opened in an hour, and national ids looked up."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access import gate
from access.alerts import lookups
from access.alerts.codes import AlertState, Policy, Rule
from access.alerts.figures import KEY
from access.alerts.throttle import HeldBack, Throttle
from access.attestation import Statement
from access.codes import Basis, Reason
from access.gate import Refused
from access.models import LookUpCount, ReadingAlert, StatedAttestation
from common import clock
from demo.cast.persons import persons
from people.models import UnitSetting
from tests.access.alerting import look, patients_more, patients_of, related
from tests.cast import DECLARED, EMERGENCY, World
from tests.log_reading import events, rows_of

pytestmark = pytest.mark.django_db
LIMIT = 3


def limited(world: World, policy: Policy, slug: str = "berg") -> None:
    """The organisation lets its people open three records an hour."""
    UnitSetting.objects.create(
        organization_id=world.roles[slug].legal_entity_id,
        key=KEY,
        value={"policy": policy, "hour_always": LIMIT},
    )


def opened(world: World, count: int, slug: str = "berg", minutes_ago: int = 10) -> None:
    """So many other records were opened a while ago."""
    at = clock.now() - timedelta(minutes=minutes_ago)
    for patient_id in patients_more(count):
        with rows_of(patient_id):
            StatedAttestation.ungated.create(
                patient_id=patient_id,
                person_id=world.persons[slug],
                role_id=world.roles[slug].id,
                basis=Basis.DECLARED,
                toa=at,
                expires_at=at,
                content={},
            )


def reason_of(world: World, statement: Statement | None = None, slug: str = "berg") -> Reason:
    """Why the record of Kari does not open; nothing where it does."""
    try:
        world.attested(slug, "kari", statement)
    except Refused as refused:
        return refused.reason
    return Reason.NONE


@pytest.mark.attack(29)
@pytest.mark.parametrize(
    ("policy", "reason", "alerts"),
    [
        (Policy.OFF, Reason.NONE, 0),
        (Policy.ALERT, Reason.NONE, 1),
        (Policy.CONFIRM, Reason.CONFIRM_MANY, 1),
        (Policy.STOP, Reason.TOO_MANY, 1),
    ],
)
def test_what_happens_past_the_limit_is_for_the_organisation_to_say(
    world: World, policy: Policy, reason: Reason, alerts: int
) -> None:
    limited(world, policy)
    opened(world, LIMIT)
    assert reason_of(world) is reason
    assert ReadingAlert.objects.count() == alerts
    if alerts:
        alert = ReadingAlert.objects.get()
        assert (alert.rules, alert.most_in_hour) == ([Rule.HOUR], LIMIT + 1)


@pytest.mark.attack(29)
@pytest.mark.parametrize("policy", list(Policy))
def test_up_to_the_limit_nothing_happens(world: World, policy: Policy) -> None:
    limited(world, policy)
    opened(world, LIMIT - 1)
    opened(world, LIMIT, minutes_ago=61)
    assert reason_of(world) is Reason.NONE
    # Opening the same record again is no further record.
    assert reason_of(world) is Reason.NONE
    assert not ReadingAlert.objects.exists()


@pytest.mark.attack(29)
def test_an_emergency_opens_past_every_limit(world: World) -> None:
    limited(world, Policy.STOP)
    opened(world, LIMIT + 50)
    assert reason_of(world, EMERGENCY) is Reason.NONE
    assert ReadingAlert.objects.get().rules == [Rule.HOUR]


@pytest.mark.attack(29)
def test_who_is_held_back_is_in_the_log(world: World) -> None:
    limited(world, Policy.STOP)
    opened(world, LIMIT)
    reason_of(world)
    last = events(world.patients["kari"])[-1]
    assert (last.is_permitted, last.reason, last.action) == (False, Reason.TOO_MANY, "open")


@pytest.mark.attack(88)
def test_another_hat_does_not_begin_anew(world: World) -> None:
    """The other role of the same doctor counts too."""
    limited(world, Policy.STOP)
    opened(world, LIMIT)
    actor = world.worker("berg")
    assert actor.role
    other = replace(actor.role, id=uuid.uuid4())
    limit = Throttle(other, world.persons["berg"], uuid.uuid4(), Basis.RELATION, clock.now())
    with pytest.raises(HeldBack):
        limit.check()


def test_others_are_not_counted(world: World) -> None:
    limited(world, Policy.STOP)
    opened(world, LIMIT + 9, slug="sekretar")
    assert reason_of(world) is Reason.NONE


def english(world: World, slug: str) -> Client:
    browser = world.sign_in(slug)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


@pytest.mark.attack(29)
def test_a_doctor_confirms_and_goes_on_for_an_hour(world: World) -> None:
    limited(world, Policy.CONFIRM)
    opened(world, LIMIT)
    browser = english(world, "berg")
    path = f"/kliniker/pasient/{world.patients['kari']}/apne/"
    answer = browser.post(path, {"basis": "relation"})
    assert answer.status_code == 422
    assert "My work needs this many records" in answer.content.decode()
    done = browser.post("/kliniker/mange/", {"patient": world.patients["kari"]})
    assert done["Location"] == path
    assert browser.post(path, {"basis": "relation"}).status_code == 302
    ReadingAlert.objects.update(confirmed_at=clock.now() - timedelta(minutes=61))
    assert browser.post(path, {"basis": "relation"}).status_code == 422
    assert ReadingAlert.objects.get().state == AlertState.NEW


def test_a_doctor_who_is_stopped_is_told_whom_to_call(world: World) -> None:
    limited(world, Policy.STOP)
    opened(world, LIMIT)
    path = f"/kliniker/pasient/{world.patients['kari']}/apne/"
    shown = english(world, "berg").post(path, {"basis": "relation"}).content.decode()
    assert "Call your privacy officer" in shown
    assert "My work needs" not in shown


def test_confirming_without_need_changes_nothing(world: World) -> None:
    browser = english(world, "berg")
    answer = browser.post("/kliniker/mange/", {"patient": "x"})
    assert answer["Location"] == "/kliniker/pasient/finn/"
    assert browser.get("/kliniker/mange/").status_code == 405
    assert english(world, "kari").post("/kliniker/mange/").status_code == 404
    assert not ReadingAlert.objects.exists()


def number_of(slug: str) -> str:
    return persons(clock.today())[slug].national_id


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "MOST", 4)


def look_up(browser: Client, number: str, **headers: str) -> Any:
    return browser.post("/kliniker/pasient/finn/", {"national_id": number}, headers=headers)


def plain(answer: Any) -> str:
    text: str = answer.content.decode()
    return text.replace(number_of("ola"), "N").replace(number_of("tor-erik"), "N")


@pytest.mark.attack(28)
def test_the_limit_answers_alike_for_somebody_and_for_nobody(world: World, few: None) -> None:
    browser = english(world, "berg")
    for _ in range(4):
        assert look_up(browser, number_of("ola")).status_code == 302
    hit = look_up(browser, number_of("ola"))
    miss = look_up(browser, number_of("tor-erik"))
    assert hit.status_code == miss.status_code == 429
    strip = "csrfmiddlewaretoken"
    lines = [[x for x in plain(a).splitlines() if strip not in x] for a in (hit, miss)]
    assert lines[0] == lines[1]
    assert "looked up more numbers" in hit.content.decode()
    assert events(world.patients["ola"])[-1].is_permitted  # The last one was not looked at.


@pytest.mark.attack(88)
def test_no_header_browser_or_form_of_the_number_gets_round_it(world: World, few: None) -> None:
    number = number_of("ola")
    spaced = f"{number[:6]} {number[6:]}"
    for asked in (number, spaced, number, spaced):
        look_up(english(world, "berg"), asked)
    for headers in (
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Real-IP": "2001:db8::1"},
        {"Forwarded": "for=198.51.100.1"},
        {"X-User-ID": str(uuid.uuid4())},
    ):
        assert look_up(english(world, "berg"), spaced, **headers).status_code == 429
    assert look_up(english(world, "sekretar"), number).status_code == 302


@pytest.mark.attack(28)
def test_an_hour_later_there_is_room_again(world: World, few: None) -> None:
    person = world.persons["berg"]
    then = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=61)
    LookUpCount.objects.create(person_id=person, minute=then, times=99)
    assert [lookups.is_allowed(person) for _ in range(5)] == [True, True, True, True, False]


def _kind(statement: str) -> str:
    """A statement without its values."""
    return re.split(r"[(=]|SAVEPOINT", statement)[0]


@pytest.mark.attack(28)
def test_nobody_and_somebody_shut_are_asked_for_in_the_same_way(world: World) -> None:
    """No answer and no time tells them apart: the statements are the same, one by one."""
    actor, asked = world.worker("berg"), []
    for number in (number_of("kari-nordlie"), number_of("tor-erik")):  # Who has shut Berg out.
        with CaptureQueriesContext(connection) as caught:
            assert gate.find_patient(actor, number) is None
        asked.append([_kind(each["sql"]) for each in caught.captured_queries])
    assert asked[0] == asked[1]


def test_an_alert_from_the_gate_gets_its_patients_later(world: World) -> None:
    limited(world, Policy.ALERT)
    opened(world, LIMIT)
    world.attested("berg", "kari", DECLARED)
    related(world, "kari", world.persons["berg"])
    look(clock.now() - timedelta(hours=1), clock.now() + timedelta(minutes=1))
    alert = ReadingAlert.objects.get()
    assert patients_of(world, alert) == {"kari"}
    assert set(alert.rules) >= {Rule.HOUR, Rule.FAMILY}


@pytest.mark.attack(28)
def test_whose_number_it_is_is_asked_in_few_places() -> None:
    """Forms ask through `gate.find_patient` or `HolderInput.holder_id`, which count; the others
    are imports, tokens and sign-in, where nobody types. A new place has to count too."""
    root = Path(gate.__file__).resolve().parents[1]
    asks = re.compile(r"\b(?:person_for|persons_for|person_with|patient_with)\(")
    files = {str(p.relative_to(root)) for p in root.rglob("*.py") if asks.search(p.read_text())}
    assert {name for name in files if not name.startswith("demo/")} == {
        *("access/gate.py", "access/representation/inputs.py"),
        *("access/claims.py", "access/fhir.py", "access/subjects.py"),
        *("people/fhir.py", "people/identity.py", "people/receiving.py"),
        "people/signin/adapters.py",
        "fhirapi/searching/numbers.py",  # Counts what people search for over the API.
        # Who and whom a signed token of HelseID names: nobody types it.
        *("fhirapi/tokens/attesting.py", "fhirapi/tokens/helseid.py"),
    }
