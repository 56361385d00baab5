"""Families: whose parent acts, at which address, with whose consent, and what the young may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from access import gate
from access.codes import Action, Audience, Kind, Reason
from access.models import YouthConsent
from access.representation import services
from common import clock
from demo.cast import fhir_directory
from demo.cast.persons import persons
from demo.cast.relations import KINSHIPS
from journal import selectors
from people.models import Patient, RelatedPerson
from tests.cast import CODES, World, canary, import_resources, request
from tests.cast import document as document_resource
from tests.log_reading import events, last_event, rows_of

pytestmark = pytest.mark.django_db
HERE = "/fullmakt/"


def refusal(world: World, slug: str, patient: str, kind: Kind = Kind.JOURNAL) -> Reason:
    with pytest.raises(gate.Refused) as refused:
        gate.open_record(world.citizen(slug), world.patients[patient], kind)
    return refused.value.reason


def audience(world: World, slug: str, patient: str, kind: Kind = Kind.JOURNAL) -> Audience:
    return gate.open_record(world.citizen(slug), world.patients[patient], kind).audience


def moves(world: World, slug: str, **to: str) -> None:
    patient = world.patients[slug]
    with rows_of(patient):
        Patient.objects.filter(id=patient).update(**to)


@contextmanager
def consented(world: World, by: str = "kari") -> Iterator[None]:
    actor, nils = world.citizen(by), world.patients["nils"]
    with gate.open_record(actor, nils, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        services.consent(grant)
    yield


@pytest.mark.attack(17)
def test_both_parents_act_while_one_of_them_lives_with_the_child(world: World) -> None:
    moves(world, "ola", address_line="Storgata 1", postal_code="9008")
    assert audience(world, "ola", "lise") == audience(world, "kari", "lise") == Audience.PARENT
    moves(world, "kari", address_line="Storgata 2", postal_code="9008")
    assert refusal(world, "ola", "lise") == refusal(world, "kari", "lise") == Reason.NOT_AT_ADDRESS


@pytest.mark.attack(17)
@pytest.mark.parametrize("slug", ["lise", "kari"])
def test_where_no_address_is_registered_nobody_lives_together(world: World, slug: str) -> None:
    for each in ("ola", "kari", "lise"):
        moves(world, each, address_line="", postal_code="")
    assert refusal(world, "kari", "lise") == Reason.NOT_AT_ADDRESS


@pytest.mark.attack(17)
def test_the_address_of_a_parent_with_a_secret_address_counts_for_nobody(world: World) -> None:
    moves(world, "ola", address_line="Storgata 1")
    moves(world, "kari", address_confidentiality="strictly-confidential")
    assert refusal(world, "kari", "lise") == Reason.CONFIDENTIAL_ADDRESS
    assert refusal(world, "ola", "lise") == Reason.NOT_AT_ADDRESS


@pytest.mark.attack(17)
@pytest.mark.parametrize("code", ["6", "7"])
@pytest.mark.parametrize("slug", ["lise", "kari"])
def test_a_confidential_address_is_nowhere(world: World, slug: str, code: str) -> None:
    """Neither the child's nor the parent's, on any page of either parent."""
    secret = f"Hemmeligveien {code}"
    grading = {"6": "strictly-confidential", "7": "confidential"}[code]
    moves(world, slug, address_line=secret, address_confidentiality=grading)
    for person in ("kari", "ola", "nils"):
        browser = world.sign_in(person)
        browser.post("/handle-for/", {"patient": world.patients["lise"]})
        for path in ("/hjem/", "/journal/", "/innsyn/", "/henvendelser/", HERE, f"{HERE}gi/"):
            answer = browser.get(path)
            assert secret not in answer.content.decode()
            if slug == "lise" and person != "nils":
                assert "Lise" not in answer.content.decode()
        assert (
            "Lise"
            not in browser.post(
                "/handle-for/", {"patient": world.patients["lise"]}, follow=True
            ).content.decode()
            or slug == "kari"
        )
    assert secret not in str(_facts(world, "ola", "lise"))


def _facts(world: World, slug: str, patient: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access_citizen_facts(%s, %s, %s, %s)",
            [world.patients[patient], world.persons[slug], clock.now(), clock.today()],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("code", "responsibility", "expected"),
    [
        ("FTH", "joint", None),
        ("FTH", "father", None),
        ("FTH", "mother", Reason.RESPONSIBILITY_UNKNOWN),
        ("FTH", "unknown", Reason.RESPONSIBILITY_UNKNOWN),
        ("FTH", "other", Reason.RESPONSIBILITY_UNKNOWN),
        ("FTH", "", Reason.RESPONSIBILITY_UNKNOWN),
        ("FTHFOST", "joint", Reason.RESPONSIBILITY_UNKNOWN),
        ("GUARD", "joint", Reason.RESPONSIBILITY_UNKNOWN),
        ("UNCLE", "joint", Reason.NO_RELATION),
    ],
)
def test_responsibility_that_is_not_known_is_none(
    world: World, code: str, responsibility: str, expected: Reason | None
) -> None:
    today = clock.today()
    (kinship,) = [k for k in KINSHIPS if (k.patient, k.relative) == ("lise", "ola")]
    resource = fhir_directory.related_person(kinship, today)
    resource["relationship"][0]["coding"][0]["code"] = code
    resource["extension"] = [
        {"url": fhir_directory._RESPONSIBILITY_URL, "valueCode": responsibility}
    ]
    if not responsibility:
        del resource["extension"]
    assert not import_resources([resource])
    if expected is None:
        assert audience(world, "ola", "lise") == Audience.PARENT
    else:
        assert refusal(world, "ola", "lise") == expected


def test_a_foster_parent_is_told_whom_to_call(world: World, settings: Any) -> None:
    with rows_of(world.patients["lise"]):
        RelatedPerson.objects.filter(person_id=world.persons["ola"]).update(
            relationship="FTHFOST", has_responsibility=False
        )
    browser = world.sign_in("ola")
    page = browser.post("/handle-for/", {"patient": world.patients["lise"]}, follow=True)
    assert settings.HELPLINE_PHONE in page.content.decode()
    assert "Lise" not in page.content.decode()
    assert page.context["frame"].acting_for_name == ""
    assert settings.HELPLINE_PHONE in browser.get(HERE).content.decode()


def test_who_is_nothing_to_a_person_learns_nothing_of_him(world: World) -> None:
    browser = world.sign_in("astrid")
    said = []
    for patient in (world.patients["lise"], world.patients["marte"], uuid.uuid4()):
        page = browser.post("/handle-for/", {"patient": patient}, follow=True)
        said.append([str(message) for message in page.context["messages"]])
    assert said[0] == said[1] == said[2]


def test_a_parents_consent_lets_the_young_use_what_it_opens(world: World) -> None:
    assert refusal(world, "nils", "nils", Kind.TASK) == Reason.NO_YOUTH_CONSENT
    with consented(world):
        assert audience(world, "nils", "nils", Kind.TASK) == Audience.YOUTH
        assert refusal(world, "nils", "nils") == Reason.YOUTH_NOT_OPEN
    browser = world.sign_in("nils")
    page = browser.get(HERE)
    assert page.context["overview"].consent.by == "Kari Nordli"
    assert not page.context["is_parent"]
    sent = {"do": "withdraw-consent", "patient": world.patients["nils"]}
    assert browser.post(HERE, sent).status_code == 404


@pytest.mark.attack(18)
def test_a_consent_that_is_withdrawn_shuts_at_the_next_click(world: World) -> None:
    with consented(world):
        nils, ola = world.sign_in("nils"), world.sign_in("ola")
    assert nils.get("/henvendelser/").status_code == 200
    ola.post("/handle-for/", {"patient": world.patients["nils"]})
    sent = {"do": "withdraw-consent", "patient": world.patients["nils"]}
    assert ola.post(HERE, sent).status_code == 302
    assert nils.get("/henvendelser/").status_code == 403
    assert last_event(world.patients["nils"]).reason == Reason.NO_YOUTH_CONSENT
    with rows_of(world.patients["nils"]):
        row = YouthConsent.ungated.get()
        assert (row.set_by_name, row.ended_by_name) == ("Kari Nordli", "Ola Nordli")


def test_a_consent_opens_nothing_before_its_age_and_is_not_asked_for(world: World) -> None:
    kari, lise = world.citizen("kari"), world.patients["lise"]
    opened = gate.open_record(kari, lise, Kind.REPRESENTATION, action=Action.WRITE)
    with opened as grant, pytest.raises(services.NotAllowed):
        services.consent(grant)


def test_a_parent_does_not_see_what_the_young_have_asked(world: World) -> None:
    with consented(world):
        request(world, "nils", "nils")
    browser = world.sign_in("kari")
    browser.post("/handle-for/", {"patient": world.patients["nils"]})
    for path in ("/hjem/", "/henvendelser/", "/innsyn/", "/journal/", HERE):
        assert canary("task nils nils") not in browser.get(path).content.decode()
    assert refusal(world, "kari", "nils", Kind.TASK) == Reason.CHILD_TOO_OLD


@pytest.mark.attack(15)
def test_the_young_do_not_learn_what_is_kept_from_them(world: World) -> None:
    """If the table lets them read: not what is marked NORN_UNGDOM, which parents do see."""
    refused = import_resources(
        document_resource("nils", codes, own_id=f"nils-{number}")
        for number, codes in enumerate(CODES)
    )
    assert not refused
    with consented(world):
        grant = gate.open_record(world.citizen("nils"), world.patients["nils"], Kind.LOG)
    grant.kinds = frozenset({*grant.kinds, Kind.JOURNAL})
    with grant:
        shown = selectors.documents(grant, selectors.Filters())
        found = {" ".join(sorted(each.security)) for each in shown}
    assert found == {"N", "R", "NORS", "NORN_FORANS", "", "N NORS"}


def test_the_log_names_no_document_to_who_cannot_read_documents(world: World) -> None:
    nils = world.patients["nils"]
    with consented(world):
        browser = world.sign_in("nils")
    page = browser.get("/innsyn/")
    assert page.status_code == 200
    assert canary("title nils N") not in page.content.decode()
    assert browser.get(f"/innsyn/dokument/{world.documents['nils N']}/").status_code == 404
    assert len(events(nils)) > 0


@pytest.mark.attack(16)
def test_a_session_that_acts_for_a_child_ends_that_on_the_birthday(world: World) -> None:
    """Ola acts for Lise while she turns twelve: no page of his own takes its place unasked."""
    lise = persons(clock.today())["lise"].birth_date
    twelve = lise.replace(year=lise.year + 12)
    moment = clock.now().replace(year=twelve.year, month=twelve.month, day=twelve.day, hour=12)
    with time_machine.travel(moment - timedelta(days=1), tick=False):
        assert audience(world, "ola", "lise") == Audience.PARENT
    with time_machine.travel(moment, tick=False):
        assert refusal(world, "ola", "lise") == Reason.CHILD_TOO_OLD
        assert audience(world, "ola", "lise", Kind.REPRESENTATION) == Audience.PARENT


def test_a_holder_who_is_not_registered_here_opens_nothing(world: World) -> None:
    kari = world.patients["kari"]
    giver = world.citizen("kari")
    with gate.open_record(giver, kari, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        services.give(
            grant,
            holder_id=world.persons["dahl"],
            holder_name="Dahl",
            services=["journal"],
            until=None,
        )
    with pytest.raises(gate.Refused) as refused:
        gate.open_record(world.citizen("dahl"), kari, Kind.JOURNAL)
    assert refused.value.reason == Reason.NOT_IN_POLICY
