"""Proxies that a register has appointed: taken in, limited, changed, taken back as it tells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from access import gate
from access.codes import Action, Audience, Kind, Reason
from access.fhir import RESPONSIBILITY_URL
from access.models import AssignedProxy
from access.receiving import IMPORT
from access.representation.fhir import ROLE_SYSTEM, SERVICE_URL, take_in
from common import clock
from common.identifiers import FNR_SYSTEM
from demo.cast.fhir_directory import reference
from demo.cast.persons import persons
from people.models import Patient, RelatedPerson
from tests.access.settings import browser, notices
from tests.cast import World, import_resources
from tests.journal.shelf import words
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db
PATIENT = "astrid"
ROLE_CODES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


def appointed(
    *roles: str, services: tuple[str, ...] = ("journal",), who: str = "ola", **more: Any
) -> dict[str, Any]:
    """Ola is appointed to act for Astrid: next of kin, for half a year."""
    today, person = clock.today(), persons(clock.today())[who]
    kin = {"coding": [{"system": ROLE_CODES, "code": "CHILD"}]}
    given = [{"coding": [{"system": ROLE_SYSTEM, "code": role}]} for role in roles or ("TD",)]
    return {
        "resourceType": "RelatedPerson",
        "id": "appointed",
        "identifier": [{"system": FNR_SYSTEM, "value": person.national_id}],
        "active": True,
        "patient": reference("Patient", more.pop("patient", PATIENT)),
        "relationship": [*given, kin],
        "name": [{"family": person.family, "given": [person.given]}],
        "extension": [{"url": SERVICE_URL, "valueCode": each} for each in services],
        "period": {
            "start": today.isoformat(),
            "end": (today + timedelta(days=180)).isoformat(),
        },
        **more,
    }


def takes_in(*resources: dict[str, Any]) -> None:
    assert not import_resources(resources)


def rows(world: World) -> list[AssignedProxy]:
    with rows_of(world.patients[PATIENT]):
        found = AssignedProxy.ungated.filter(patient_id=world.patients[PATIENT])
        return list(found.order_by("start", "id"))


def outcome(world: World, kind: Kind = Kind.JOURNAL, who: str = "ola") -> Audience | Reason:
    try:
        grant = gate.open_record(world.citizen(who), world.patients[PATIENT], kind)
    except gate.Refused as refused:
        return refused.reason
    return grant.audience


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.OSLO)


def test_who_is_appointed_acts_in_the_services_that_are_told(world: World) -> None:
    takes_in(appointed("TD", services=("journal", "task")))
    assert outcome(world) == outcome(world, Kind.TASK) == Audience.PROXY
    for kind in (Kind.LOG, Kind.SETTINGS, Kind.REPRESENTATION):
        assert outcome(world, kind) == Reason.NOT_IN_POLICY
    with pytest.raises(gate.Refused):
        gate.open_record(
            world.citizen("ola"), world.patients[PATIENT], Kind.SETTINGS, action=Action.WRITE
        )
    (row,) = rows(world)
    assert (row.appointed, row.set_as, row.set_by_id) == ("next-of-kin", "record-system", None)
    assert row.until == midnight(clock.today() + timedelta(days=181))
    assert notices(world, PATIENT) == [("setting-made", "representation", "record-system")]
    assert row.id in [item.resource_id for item in items(world.patients[PATIENT])]
    (held,) = [h for h in browser(world, "ola").get("/fullmakt/").context["held"] if h.may_let_go]
    assert held.last_day == clock.today() + timedelta(days=180)


def test_the_patient_and_who_treats_see_it_as_what_it_is(world: World) -> None:
    takes_in(appointed("VE", services=("journal", "log")))
    (shown,) = browser(world, PATIENT).get("/fullmakt/").context["overview"].assigned
    assert (shown.name, shown.appointed, shown.is_told) == ("Ola Nordli", "Guardian", True)
    said = words(browser(world, PATIENT).get("/fullmakt/"))
    assert "Told by another system" in said
    with rows_of(world.patients[PATIENT]):
        assert RelatedPerson.objects.get(source_id="appointed").relationship == "CHILD"


def long_ago() -> dict[str, str]:
    today = clock.today()
    return {
        "start": (today - timedelta(days=90)).isoformat(),
        "end": (today - timedelta(days=1)).isoformat(),
    }


def without_end() -> dict[str, str]:
    return {"start": clock.today().isoformat()}


@pytest.mark.attack(17)
@pytest.mark.parametrize(
    "resource",
    [
        lambda: appointed("FU"),
        lambda: appointed("FO"),
        lambda: appointed("uncle"),
        lambda: appointed("TD", "VE"),
        lambda: appointed("TD", "TD"),
        lambda: appointed(services=()),
        lambda: appointed(services=("dreams", "representation")),
        lambda: appointed(period=long_ago()),
        lambda: appointed(period=without_end()),
        lambda: appointed(period={"end": "2099-01-01"}),
        lambda: appointed(period={}),
        lambda: appointed(active=False),
        lambda: appointed(identifier=[]),
        lambda: appointed(name=[]),
        lambda: appointed(who=PATIENT),
        lambda: appointed(relationship=[{"coding": [{"system": ROLE_CODES, "code": "GUARD"}]}]),
        lambda: appointed(relationship=[{"coding": [{"system": ROLE_CODES, "code": "TD"}]}]),
    ],
    ids=[
        *("power-of-attorney", "parent", "unknown", "two", "twice", "no-services"),
        *("unknown-services", "over", "no-end", "no-start", "no-period", "not-active"),
        *("nobody", "nameless", "oneself", "kin-only", "other-system"),
    ],
)
def test_what_is_not_told_or_not_known_appoints_nobody(world: World, resource: Any) -> None:
    takes_in(resource())
    assert rows(world) == []
    assert outcome(world) in {Reason.NO_RELATION, Reason.RESPONSIBILITY_UNKNOWN}


@pytest.mark.attack(17)
@pytest.mark.parametrize("code", ["confidential", "strictly-confidential"])
def test_a_secret_address_of_either_lets_nobody_act(world: World, code: str) -> None:
    def hides(slug: str) -> None:
        with rows_of(world.patients[slug]):
            found = Patient.objects.filter(id=world.patients[slug])
            found.update(address_confidentiality=code)

    takes_in(appointed())
    hides("ola")
    assert outcome(world) == Reason.CONFIDENTIAL_ADDRESS
    hides(PATIENT)
    takes_in(appointed(gender="male"))
    assert [row.end is not None for row in rows(world)] == [True]


@pytest.mark.attack(18)
def test_who_is_not_grown_acts_for_nobody(world: World) -> None:
    takes_in(appointed(who="nils"))
    assert outcome(world, who="nils") == Reason.NOT_IN_POLICY


@pytest.mark.attack(18)
def test_it_begins_and_ends_at_midnight_in_norway(world: World) -> None:
    first, last = clock.today() + timedelta(days=3), clock.today() + timedelta(days=9)
    takes_in(appointed(period={"start": first.isoformat(), "end": last.isoformat()}))
    second = timedelta(seconds=1)
    for at, expected in (
        (midnight(first) - second, Reason.NO_RELATION),
        (midnight(first), Audience.PROXY),
        (midnight(last + timedelta(days=1)) - second, Audience.PROXY),
        (midnight(last + timedelta(days=1)), Reason.NO_RELATION),
    ):
        with time_machine.travel(at, tick=False):
            assert outcome(world) == expected


def test_it_holds_a_year_at_most(world: World) -> None:
    takes_in(appointed(period={"start": clock.today().isoformat(), "end": "2099-12-31"}))
    (row,) = rows(world)
    assert row.until == midnight(clock.today() + timedelta(days=367))


@pytest.mark.attack(18)
@pytest.mark.parametrize(
    "later",
    [
        {"active": False},
        {"period": without_end()},
        {"extension": []},
        {"relationship": [{"coding": [{"system": ROLE_CODES, "code": "CHILD"}]}]},
    ],
)
def test_a_later_version_takes_it_back(world: World, later: dict[str, Any]) -> None:
    takes_in(appointed())
    takes_in(appointed(**later))
    (row,) = rows(world)
    assert (row.ended_as, row.ended_by_id) == ("record-system", None)
    assert outcome(world) == Reason.NO_RELATION
    assert [code for code, *_ in notices(world, PATIENT)] == ["setting-made", "setting-ended"]


def test_a_later_version_changes_services_and_holder_and_the_same_changes_nothing(
    world: World,
) -> None:
    takes_in(appointed())
    takes_in(appointed(gender="male"))
    assert len(rows(world)) == 1
    takes_in(appointed(services=("log",)))
    assert (outcome(world), outcome(world, Kind.LOG)) == (Reason.NOT_IN_POLICY, Audience.PROXY)
    takes_in(appointed(who="kari"))
    assert outcome(world) == Reason.NO_RELATION
    assert outcome(world, who="kari") == Audience.PROXY
    assert [row.end is None for row in rows(world)] == [False, False, True]


@pytest.mark.attack(18)
def test_what_the_patient_has_ended_does_not_come_back_by_itself(world: World) -> None:
    takes_in(appointed())
    astrid, (row,) = browser(world, PATIENT), rows(world)
    sent = {"do": "take-back", "id": row.id, "patient": world.patients[PATIENT]}
    assert astrid.post("/fullmakt/", sent).status_code == 302
    takes_in(appointed(gender="male"))
    assert outcome(world) == Reason.NO_RELATION
    tomorrow = clock.today() + timedelta(days=1)
    period = {"start": tomorrow.isoformat(), "end": (tomorrow + timedelta(days=5)).isoformat()}
    takes_in(appointed(period=period))
    with time_machine.travel(midnight(tomorrow), tick=False):
        assert outcome(world) == Audience.PROXY


def test_what_a_doctor_confirms_stands_beside_what_is_told(world: World) -> None:
    takes_in(appointed(services=("log",)))
    astrid = world.patients[PATIENT]
    with rows_of(astrid):
        AssignedProxy.ungated.create(
            patient_id=astrid,
            holder_id=world.persons["ola"],
            holder_name="Ola Nordli",
            services=["journal"],
            start=clock.now(),
            until=clock.now() + timedelta(days=30),
        )
    assert outcome(world) == outcome(world, Kind.LOG) == Audience.PROXY
    takes_in(appointed(active=False))
    assert (outcome(world), outcome(world, Kind.LOG)) == (Audience.PROXY, Reason.NOT_IN_POLICY)


@pytest.mark.attack(87)
def test_only_what_is_imported_appoints_and_others_may_end(world: World) -> None:
    """Of what a system sends by itself the Grant has another audience."""
    takes_in(appointed(extension=[]))
    with rows_of(world.patients[PATIENT]):
        sent = RelatedPerson.objects.get(source_id="appointed")

    def sends(**more: Any) -> None:
        resource = appointed(**more)
        placed: Any = SimpleNamespace(
            incoming=SimpleNamespace(resource=resource), id=sent.id, patient_id=sent.patient_id
        )
        columns = {"person": sent.person, "given": "Ola", "family": "Nordli"}
        end = date.fromisoformat(resource["period"]["end"])
        with gate.open_batch(IMPORT, [sent.patient_id], Kind.DEMOGRAPHICS) as grant:
            grant.audience = Audience.STAFF
            take_in([(placed, {**columns, "end": end})], grant)

    sends()
    assert rows(world) == []
    takes_in(appointed())
    sends()
    assert outcome(world) == Audience.PROXY
    sends(extension=[])
    assert outcome(world) == Reason.NO_RELATION


def test_an_imported_foster_parent_is_told_whom_to_call(world: World, settings: Any) -> None:
    foster = appointed(
        patient="lise",
        who="berg",
        relationship=[{"coding": [{"system": ROLE_CODES, "code": "FTHFOST"}]}],
        extension=[{"url": RESPONSIBILITY_URL, "valueCode": "joint"}],
    )
    takes_in(foster)
    berg = world.sign_in("berg", as_citizen=True)
    page = berg.post("/handle-for/", {"patient": world.patients["lise"]}, follow=True)
    said = page.content.decode()
    assert settings.HELPLINE_PHONE in said
    assert "Lise" not in said
