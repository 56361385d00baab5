"""Who answers for a document is told on its page, in its log, and in the log that is taken away."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from common import clock
from common.references import local_id
from demo.cast.fhir_directory import reference
from demo.cast.persons import persons
from tests.cast import World, import_resources
from tests.journal import shelf
from tests.journal.shelf import document, put
from tests.log_reading import items
from tests.worklist.asking import ORGANIZATIONS

pytestmark = pytest.mark.django_db
NATIONAL = "urn:oid:2.16.578.1.12.4.1.4.1"
HOSPITAL = "Universitetssykehuset Nord-Norge HF"


def answers() -> str:
    """The words, in the language of the pages."""
    with translation.override("nb"):
        return gettext("Answers for the data")


def answering(browser: Client, own_id: str) -> str:
    page = browser.get(f"/journal/{shelf.id_of(own_id)}/")
    assert page.status_code == 200
    assert answers() in page.content.decode()
    return str(page.context["document"].responsible)


def test_of_a_department_its_legal_entity_answers(world: World) -> None:
    put(document("d", custodian=reference("Organization", "unn-hjertepol")))

    assert answering(world.sign_in(shelf.OWN), "d") == HOSPITAL


def test_of_a_custodian_that_nobody_knows_the_name_is_told(world: World) -> None:
    put(document("d", custodian={"display": "Fjellklinikken AS"}))

    assert answering(world.sign_in(shelf.OWN), "d") == "Fjellklinikken AS"


def test_without_a_custodian_the_organisation_of_the_author_answers(world: World) -> None:
    legal = {"resourceType": "Organization", "id": "legal", "name": "Legene i Fjæra"}
    resource = document("d", contained=[legal], author=[{"reference": "#legal"}])
    del resource["custodian"]
    put(resource)

    assert answering(world.sign_in(shelf.OWN), "d") == "Legene i Fjæra"


def test_without_custodian_and_author_the_sender_answers(world: World) -> None:
    number = world.roles["berg"].legal_entity_number
    own = {"system": NATIONAL, "value": persons(clock.today())[shelf.OWN].national_id}
    resource = document("d", subject={"type": "Patient", "identifier": own})
    del resource["custodian"]
    sender = f"{ORGANIZATIONS}.{number}"

    refused = import_resources([resource], sender)

    assert not refused
    document_id = local_id(sender, "DocumentReference", resource["id"])
    page = world.sign_in(shelf.OWN).get(f"/journal/{document_id}/")
    assert page.context["document"].responsible == world.roles["berg"].legal_entity_name


def test_of_what_came_without_a_name_the_page_says_so(world: World) -> None:
    resource = document("d")
    del resource["custodian"]
    put(resource)

    assert answering(world.sign_in(shelf.OWN), "d") == ""


def test_a_clinician_is_told_on_the_page(world: World) -> None:
    browser = world.sign_in("berg")
    actor = world.attested("berg", "kari")
    session = browser.session
    session["attestation"] = str(actor.attestation_id)
    session.save()

    ids = (world.patients["kari"], world.documents["kari N"])
    page = browser.get("/kliniker/pasient/{}/dokumenter/{}/".format(*ids))

    assert page.context["document"].responsible == HOSPITAL
    assert answers() in page.content.decode()


@pytest.mark.parametrize(
    "address", ["/journal/{}/", "/journal/{}/last-ned/", "/journal/?antall=alle"]
)
def test_the_log_keeps_who_answered_for_what_was_shown(world: World, address: str) -> None:
    kari, shown = world.patients["kari"], world.documents["kari N"]
    before = {each.id for each in items(kari)}

    world.sign_in("kari").get(address.format(shown))

    new = [i for i in items(kari) if i.id not in before and i.resource_id == shown]
    assert new
    assert {item.controller for item in new} == {HOSPITAL}


def test_the_organisation_that_was_asked_answers_for_a_request(world: World) -> None:
    kari, task_id = world.patients["kari"], world.tasks["kari"]

    world.sign_in("kari").get("/henvendelser/")

    noted = {item.controller for item in items(kari) if item.resource_id == task_id}
    assert noted == {world.roles["vik"].legal_entity_name}


def test_log_of_the_document_and_the_file_say_who_answers(world: World) -> None:
    address = f"/journal/{world.documents['kari N']}/"
    world.sign_in("kari").get(address)
    browser = world.sign_in("kari")

    page = browser.get(f"/innsyn/dokument/{world.documents['kari N']}/", {"egne": "1"})
    sheet = browser.get("/innsyn/last-ned.csv", {"egne": "1", "periode": "alt"}).content.decode()

    rows = list(csv.DictReader(io.StringIO(sheet.lstrip("\ufeff")), delimiter=";"))
    assert HOSPITAL in page.content.decode()
    assert HOSPITAL in {row[answers()] for row in rows}
