"""The header of the access basis opens what is closed of results as the page for it does: no more,
never unsaid, and never for who may not."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from access import membership
from access.codes import Basis, NoticeCode, Reason, Scope
from access.models import AccessReview, Block, PatientNotice, Reservation, Restriction
from common import clock
from fhirapi.models import TokenAttestation
from people.models import UnitSetting
from tests.access.test_tokens import claims_of
from tests.cast import World, import_resources
from tests.fhirapi import bearing
from tests.fhirapi.bearing import PATH, Proof
from tests.labresults.results import observation
from tests.log_reading import items, last_event, rows_of

pytestmark = pytest.mark.django_db
WORDS = "Unconscious on arrival, needs the answers now"


@pytest.fixture
def trusted(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two answers of Kari's, of which she has blocked one; Berg's hospital is let in."""
    bearing.publish(monkeypatch)
    for slug in ("berg", "dahl"):
        bearing.let_in(world, slug)
        UnitSetting.objects.update_or_create(
            organization_id=world.roles[slug].legal_entity_id,
            key=membership.SETTING,
            defaults={"value": membership.agreement(clock.today())},
        )
    import_resources([observation("open", 2), observation("shut", 1, codes="NORS")])
    return world


def token(
    world: World,
    words: str = WORDS,
    purpose: str = "TREAT",
    ground: str = "BEHANDLER",
) -> str:
    claims = claims_of(world, "berg", "kari")
    relation = claims["authorization_details"][0]["care_relationship"]
    relation["decision_ref"]["description"] = words
    relation["purpose_of_use"]["code"] = purpose
    relation["purpose_of_use_details"]["code"] = ground
    number = world.roles["berg"].legal_entity_number
    return bearing.access_token({**claims, bearing.PARENT: number})


def ask(
    held: str, basis: str = "", path: str = PATH, query: str = "", method: str = "GET", **more: str
) -> tuple[int, dict[str, Any]]:
    headers = {
        "Authorization": f"DPoP {held}",
        "DPoP": str(Proof(held, path=path, method=method)),
        **({"nhn-access-basis": basis} if basis else {}),
        **more,
    }
    kind = "application/x-www-form-urlencoded" if method == "POST" else ""
    answer = Client(headers=headers).generic(method, f"{path}{query}", "", kind)
    return answer.status_code, json.loads(answer.content)


def ids(bundle: dict[str, Any]) -> set[str]:
    entries = bundle.get("entry", [])
    return {each["resource"]["id"] for each in entries if each["search"]["mode"] == "match"}


def codes(found: dict[str, Any]) -> list[str]:
    """The words of the register in an OperationOutcome, or in the one of a Bundle."""
    outcomes = [each["resource"] for each in found.get("entry", [])] or [found]
    return [
        coding["code"]
        for one in outcomes
        if one["resourceType"] == "OperationOutcome"
        for issue in one["issue"]
        for coding in issue.get("details", {}).get("coding", [])
    ]


def notices(patient_id: uuid.UUID) -> list[str]:
    with rows_of(patient_id):
        rows = PatientNotice.ungated.filter(patient_id=patient_id)
        return list(rows.values_list("code", flat=True))


def reviews(patient_id: uuid.UUID) -> list[AccessReview]:
    with rows_of(patient_id):
        return list(AccessReview.ungated.filter(patient_id=patient_id))


def decided(model: Any, patient_id: uuid.UUID, **more: Any) -> None:
    with rows_of(patient_id):
        model.ungated.create(patient_id=patient_id, start=clock.now(), **more)


@pytest.mark.attack(15)
@pytest.mark.parametrize("basis", ["", "UNNTAK", "SAMTYKKE"])
def test_an_ordinary_basis_shows_what_is_open_and_tells_of_the_rest(
    trusted: World, basis: str
) -> None:
    status, found = ask(token(trusted), basis, query="?_total=accurate")
    assert (status, len(ids(found)), found["total"], codes(found)) == (200, 1, 1, ["Specific"])
    assert not notices(trusted.patients["kari"])


@pytest.mark.attack(12)
def test_an_emergency_opens_is_told_and_is_reviewed(trusted: World) -> None:
    kari, held = trusted.patients["kari"], token(trusted)
    status, found = ask(held, "AKUTT", query="?_total=accurate")
    assert (status, len(ids(found)), found["total"], codes(found)) == (200, 2, 2, [])
    searched = last_event(kari)
    assert ask(held, "FORHOYET_AKUTT", query="?_summary=count")[1]["total"] == 2
    assert notices(kari) == [NoticeCode.EMERGENCY]
    (review,) = reviews(kari)
    event = last_event(kari)
    assert (event.basis, event.attestation_id) == (Basis.EMERGENCY, review.attestation_id)
    shown = [item.outcome for item in items(kari) if item.event_id == searched.id]
    assert sorted(shown) == ["listed", "unblocked"]
    assert TokenAttestation.objects.count() == 1


@pytest.mark.attack(12)
def test_a_consent_opens_and_is_told_without_a_review_where_a_relation_is(trusted: World) -> None:
    kari = trusted.patients["kari"]
    status, found = ask(token(trusted, "Treats"), "FORHOYET_SAMTYKKE")
    assert (status, len(ids(found))) == (200, 2)
    assert notices(kari) == [NoticeCode.OPENED]
    assert last_event(kari).basis == Basis.CONSENT
    assert not reviews(kari)


@pytest.mark.attack(15)
def test_the_next_request_without_the_header_shows_what_is_open(trusted: World) -> None:
    held = token(trusted)
    assert len(ids(ask(held, "AKUTT")[1])) == 2
    assert len(ids(ask(held)[1])) == 1


@pytest.mark.attack(15)
def test_page_two_needs_the_header_again(trusted: World) -> None:
    held = token(trusted)
    first = ask(held, "AKUTT", query="?_count=1&_sort=date")[1]
    link = next(each["url"] for each in first["link"] if each["relation"] == "next")
    query = f"?{link.partition('?')[2]}"
    assert not ids(ask(held, query=query)[1])
    second = ask(held, "AKUTT", query=query)[1]
    assert len(ids(first) | ids(second)) == 2


@pytest.mark.attack(12)
def test_where_nothing_of_results_is_closed_nothing_is_raised(trusted: World) -> None:
    """A document that is closed is no reason to raise a search for results."""
    kari = trusted.patients["kari"]
    import_resources([observation("shut", 1, codes="N")])
    decided(Restriction, kari, scope=Scope.CATEGORY, category="B00-1")
    for basis in ("AKUTT", "FORHOYET_SAMTYKKE"):
        status, found = ask(token(trusted), basis)
        assert (status, found["issue"][0]["code"]) == (400, "value")
        assert last_event(kari).reason == Reason.NOTHING_CLOSED
    assert not notices(kari)
    assert not TokenAttestation.objects.exists()


@pytest.mark.attack(11)
def test_an_emergency_needs_its_reason_in_words(trusted: World) -> None:
    status, found = ask(token(trusted, "Treats"), "AKUTT")
    assert (status, "decision_ref" in found["issue"][0]["diagnostics"]) == (400, True)
    assert not notices(trusted.patients["kari"])


@pytest.mark.attack(12)
@pytest.mark.parametrize(
    ("purpose", "ground"), [("COC", "PASADM"), ("COC", "BEHANDLER"), ("TREAT", "KVAL")]
)
def test_case_handling_is_never_raised(trusted: World, purpose: str, ground: str) -> None:
    for basis in ("AKUTT", "FORHOYET_SAMTYKKE"):
        assert ask(token(trusted, purpose=purpose, ground=ground), basis)[0] == 400
    assert not notices(trusted.patients["kari"])


@pytest.mark.parametrize("basis", ["akutt", "AKUTT,UNNTAK", "ALT", "AKUTT UNNTAK"])
def test_what_is_no_basis_is_refused(trusted: World, basis: str) -> None:
    assert ask(token(trusted), basis)[0] == 400


def test_two_headers_that_differ_are_refused(trusted: World) -> None:
    assert ask(token(trusted), "UNNTAK", **{"access-basis": "AKUTT"})[0] == 400
    assert ask(token(trusted), "AKUTT", **{"access-basis": "AKUTT"})[0] == 200


@pytest.mark.attack(20)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/fhir/R4/DocumentReference"),
        ("GET", "/fhir/R4/Patient"),
        ("POST", "/fhir/R4/Observation"),
        ("POST", "/fhir/R4/Observation/$validate"),
        ("POST", "/fhir/R4"),
        ("GET", "/fhir/R4/AuditEvent"),
    ],
)
def test_it_counts_for_reading_results_only(trusted: World, method: str, path: str) -> None:
    assert ask(token(trusted), "AKUTT", path, method=method)[0] == 400
    assert not notices(trusted.patients["kari"])


def test_it_counts_for_a_search_by_form(trusted: World) -> None:
    status, found = ask(token(trusted), "AKUTT", f"{PATH}/_search", method="POST")
    assert (status, len(ids(found))) == (200, 2)


def test_a_system_without_a_person_states_nothing(trusted: World) -> None:
    assert ask(bearing.systems(trusted), "AKUTT")[0] == 400
    assert ask(bearing.systems(trusted), "UNNTAK")[0] == 400


def test_a_token_of_an_emergency_says_no_other_basis(trusted: World) -> None:
    held = token(trusted, purpose="BTG")
    assert len(ids(ask(held, "AKUTT")[1])) == 2
    assert ask(held, "UNNTAK")[0] == 400
    assert notices(trusted.patients["kari"]) == [NoticeCode.EMERGENCY]


@pytest.mark.attack(9)
def test_a_block_holds_in_an_emergency_and_tells_nothing(trusted: World) -> None:
    decided(Block, trusted.patients["kari"], practitioner_id=trusted.roles["berg"].practitioner_id)
    status, found = ask(token(trusted), "AKUTT")
    assert (status, codes(found)) == (403, [])


@pytest.mark.attack(13)
def test_who_has_left_sharing_is_told_of_by_that_word_and_opened_by_nothing(trusted: World) -> None:
    decided(Reservation, trusted.patients["kari"])
    for basis in ("", "AKUTT"):
        status, found = ask(token(trusted), basis)
        assert (status, codes(found)) == (403, ["Reservation"])


def test_a_record_that_is_closed_whole_is_told_of_and_opens_in_an_emergency(
    trusted: World,
) -> None:
    held = token(trusted)
    ask(held)
    decided(Restriction, trusted.patients["kari"], scope=Scope.RECORD)
    for each in (held, token(trusted)):  # One that was taken before, and one that comes now.
        status, found = ask(each)
        assert (status, codes(found)) == (403, ["General"])
    assert len(ids(ask(held, "AKUTT")[1])) == 2


@pytest.mark.attack(19)
def test_what_is_raised_ends_with_the_attestation_of_the_token(trusted: World) -> None:
    held = token(trusted)
    assert ask(held, "AKUTT")[0] == 200
    claims = claims_of(trusted)
    late = bearing.access_token(
        {**claims, bearing.PARENT: trusted.roles["berg"].legal_entity_number},
        exp=int(clock.now().timestamp()) + 9000,
    )
    with time_machine.travel(clock.now() + timedelta(minutes=56), tick=False):
        assert ask(late, "FORHOYET_SAMTYKKE")[0] == 403
