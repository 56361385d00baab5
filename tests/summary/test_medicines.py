"""Medicines: what each source says, what patients add, and the list that a clinician signs."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access import erasing, gate
from access.codes import Action, Kind
from access.grant import NotGranted
from access.writing_here import Author, Stale
from demo.cast.fhir_directory import cast_id, reference
from summary.medicines import keeping
from summary.medicines.inputs import Reconciled, Typed, beginning, lines
from summary.medicines.shelf import Shelf, shelf
from summary.models import Reconciliation
from summary.services import NotThere
from tests.cast import CONSENT, Resource, World, import_resources
from tests.log_reading import items, rows_of
from tests.summary.test_critical_pages import inside
from tests.summary.writing import PENICILLIN, add, writing

pytestmark = pytest.mark.django_db


def prescribed(atc: str, name: str, dose: str = "1 x 1", **more: Any) -> Resource:
    coding = [{"system": "urn:oid:2.16.578.1.12.4.1.1.7180", "code": atc}]
    return {
        "resourceType": "MedicationRequest",
        "id": cast_id("MedicationRequest", name),
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"coding": coding, "text": name},
        "subject": reference("Patient", "kari"),
        "authoredOn": "2024-01-01",
        "dosageInstruction": [{"text": dose}],
        **more,
    }


def seen(world: World, actor: Any = None) -> Shelf:
    actor = actor or world.attested("berg", "kari")
    with gate.open_record(actor, world.patients["kari"], Kind.SUMMARY) as grant:
        return shelf(grant)


def tell(world: World, what: str = "Ibux 200 mg", key: uuid.UUID | None = None) -> None:
    with writing(world, world.citizen("kari")) as grant:
        keeping.tell(
            grant, key=key or uuid.uuid4(), what=what, dose="ved behov", since="", who="Kari"
        )


def sign(world: World, slug: str = "berg", decision: str = "keep", actor: Any = None) -> None:
    actor = actor or world.attested(slug, "kari")
    found = seen(world, actor)
    begun = beginning(found.groups, found.number, found.content)
    typed = [Typed(each.index, each.key, decision, each.dose, "") for each in begun.rows]
    decided = lines(Reconciled(found.number, found.content, typed), found.groups, found.by_hand)
    with writing(world, actor) as grant:
        author = Author.of(actor)
        keeping.sign(grant, author, number=found.number, content=found.content, lines=decided)


def test_the_same_medicine_of_two_sources_stands_side_by_side(world: World) -> None:
    assert not import_resources([prescribed("B01AF02", "Eliquis 5 mg", "1 x 2")])
    theirs = prescribed("B01AF02", "Apiksaban 5 mg", "1 tablett morgen og kveld")
    assert not import_resources([{**theirs, "subject": reference("Patient", "kari")}])
    (group,) = seen(world).groups
    assert {each.medicine.dose for each in group.told} == {"1 x 2", "1 tablett morgen og kveld"}
    assert group.is_in_use


def test_what_the_patient_tells_is_marked_and_ended_by_the_patient(world: World) -> None:
    key = uuid.uuid4()
    tell(world, key=key)
    tell(world, key=key)
    (group,) = seen(world).groups
    (told,) = group.told
    assert told.medicine.is_own
    assert (told.medicine.title, told.medicine.said.name) == ("Ibux 200 mg", "Kari")
    with writing(world, world.citizen("kari")) as grant:
        keeping.end(grant, item_id=told.kept.id, version=1)
    (group,) = seen(world).groups
    assert not group.is_in_use
    with writing(world, world.citizen("kari")) as grant, pytest.raises(Stale):
        keeping.end(grant, item_id=told.kept.id, version=1)


@pytest.mark.attack(2)
def test_each_writes_what_is_theirs(world: World) -> None:
    berg, kari = world.attested("berg", "kari"), world.citizen("kari")
    given: dict[str, Any] = {"what": "X", "dose": "", "since": "", "who": "Y"}
    with writing(world, berg) as grant, pytest.raises(NotGranted):
        keeping.tell(grant, key=uuid.uuid4(), **given)
    with writing(world, kari) as grant, pytest.raises(NotGranted):
        keeping.sign(grant, Author.of(berg), number=0, content="", lines=[])
    assert not import_resources([prescribed("B01AF02", "Eliquis 5 mg")])
    (group,) = seen(world).groups
    with writing(world, kari) as grant, pytest.raises(NotThere):
        keeping.end(grant, item_id=group.told[0].kept.id, version=1)
    with pytest.raises(gate.Refused):
        gate.open_record(
            world.citizen("astrid"), world.patients["kari"], Kind.SUMMARY, action=Action.WRITE
        )


def test_a_signed_list_stands_until_a_source_says_something_new(world: World) -> None:
    assert not import_resources([prescribed("B01AF02", "Eliquis 5 mg", "1 x 2")])
    sign(world, decision="stop")
    found = seen(world)
    assert found.lists[0].author.startswith("Ingrid Berg")
    assert not found.groups[0].is_in_use
    assert not import_resources([prescribed("B01AF02", "Eliquis 5 mg", "2 x 2")])
    (group,) = seen(world).groups
    assert group.is_new
    assert group.is_in_use
    sign(world, "fastlege")
    found = seen(world)
    assert [each.number for each in found.lists] == [2, 1]
    assert [each.lines[0].decision for each in found.lists] == ["keep", "stop"]


@pytest.mark.attack(64)
def test_who_compared_something_else_signs_nothing(world: World) -> None:
    assert not import_resources([prescribed("B01AF02", "Eliquis 5 mg")])
    before = seen(world)
    tell(world)
    berg = world.attested("berg", "kari")
    with writing(world, berg) as grant, pytest.raises(Stale):
        keeping.sign(grant, Author.of(berg), number=0, content=before.content, lines=[])
    sign(world)
    now = seen(world).content
    with writing(world, berg) as grant, pytest.raises(Stale):
        keeping.sign(grant, Author.of(berg), number=0, content=now, lines=[])


@pytest.mark.attack(14)
def test_a_line_hides_with_its_sources_and_is_not_lost(world: World) -> None:
    label = {"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": "NORS"}
    hidden = prescribed("N05BA01", "Stesolid 5 mg", meta={"security": [label]})
    assert not import_resources([hidden, prescribed("B01AF02", "Eliquis 5 mg")])
    sign(world, actor=world.attested("berg", "kari", CONSENT))
    latest = seen(world).lists[0]
    assert [each.title for each in latest.lines] == ["Eliquis 5 mg"]
    assert latest.withheld == 1
    sign(world, "fastlege")
    opened = seen(world, world.attested("berg", "kari", CONSENT)).lists[0]
    assert sorted(each.title for each in opened.lines) == ["Eliquis 5 mg", "Stesolid 5 mg"]


@pytest.mark.attack(85)
def test_a_reservation_erases_signed_lists(world: World) -> None:
    assert not import_resources([prescribed("B01AF02", "Eliquis 5 mg")])
    sign(world)
    kari = world.patients["kari"]
    assert erasing.erase_shared(kari)["summary_reconciliation"] == 1
    with rows_of(kari):
        assert not Reconciliation.ungated.exists()


def page(world: World, name: str) -> str:
    return reverse(f"summary:{name}", args=[world.patients["kari"]])


def filled(client: Client, address: str, **changes: str) -> dict[str, str]:
    context = client.get(address).context
    both = context["both"]
    found = {"number": str(context["number"]), "content": context["content"]}
    found["count"] = str(len(both))
    for row, given in both:
        found |= {f"key-{given.index}": row.key, f"decision-{given.index}": "keep"}
        found |= {f"dose-{given.index}": given.dose, f"reason-{given.index}": ""}
    return found | changes


def test_the_page_signs_only_what_is_decided_and_keeps_what_was_typed(world: World) -> None:
    medicines = [prescribed("B01AF02", "Eliquis 5 mg"), prescribed("C09AA05", "Ramipril 5 mg")]
    assert not import_resources(medicines)
    berg, address = inside(world), page(world, "reconcile")
    given = filled(berg, address, **{"reason-0": "Avtalt i dag"})
    answer = berg.post(address, given | {"decision-1": ""})
    assert answer.status_code == 422
    assert "Avtalt i dag" in answer.content.decode()
    tell(world)
    late = berg.post(address, given)
    assert late.status_code == 409
    kept = {row.title: typed for row, typed in late.context["both"]}
    assert (kept["Eliquis 5 mg"].decision, kept["Eliquis 5 mg"].reason) == ("keep", "Avtalt i dag")
    assert kept["Ibux 200 mg"].decision == ""
    again = filled(berg, address, **{"extra-what": "Fragmin (B01AB04)", "extra-dose": "1 x 1"})
    assert berg.post(address, again).status_code == 302
    titles = [each.title for each in seen(world).lists[0].lines]
    assert sorted(titles) == ["Eliquis 5 mg", "Fragmin", "Ibux 200 mg", "Ramipril 5 mg"]
    stopping = filled(berg, address, stopped="B01AB04")
    assert berg.post(address, stopping).status_code == 302
    assert berg.get(page(world, "medicines")).context["by_hand"] == []


def test_a_match_is_told_where_medicines_are_and_at_the_head_of_every_page(world: World) -> None:
    add(world, PENICILLIN)
    medicines = [prescribed("J01CE02", "Apocillin 660 mg"), prescribed("J01DB01", "Keflex 500 mg")]
    assert not import_resources(medicines)
    berg = inside(world)
    shown = berg.get(page(world, "medicines"))
    near = {each.title: each.hint.is_near for each in shown.context["in_use"]}
    assert near == {"Apocillin 660 mg": True, "Keflex 500 mg": False}
    head = berg.get(reverse("journal:record-list", args=[world.patients["kari"]]))
    told = [each["text"] for each in head.context["patient"]["critical"]]
    assert [text for text in told if text.startswith("Apocillin")]
    assert not [text for text in told if text.startswith("Keflex")]


def test_kari_adds_and_takes_away_from_the_page(world: World) -> None:
    kari, address = world.sign_in("kari"), reverse("summary:own-medicine-add")
    form = kari.get(address).context["form"]
    given = {"key": form["key"].value(), "patient": str(world.patients["kari"])}
    assert kari.post(address, given | {"what": ""}).status_code == 422
    assert kari.post(address, given | {"what": "Ibux", "dose": "1", "since": ""}).status_code == 302
    (row,) = kari.get(reverse("summary:own-medicines")).context["in_use"]
    (source,) = row.sources
    removal = reverse("summary:own-medicine-remove", args=[source.id])
    assert (
        kari.post(removal, {"patient": str(world.patients["ola"]), "version": "1"}).status_code
        == 404
    )
    sent = {"patient": str(world.patients["kari"]), "version": "1"}
    assert kari.post(removal, sent).status_code == 302
    assert kari.get(reverse("summary:own-medicines")).context["in_use"] == []


@pytest.mark.attack(1)
def test_lise_is_helped_by_her_mother(world: World) -> None:
    mother = world.sign_in("kari")
    mother.post("/handle-for/", {"patient": str(world.patients["lise"])})
    address = reverse("summary:own-medicine-add")
    key = mother.get(address).context["form"]["key"].value()
    given = {"key": key, "patient": str(world.patients["lise"]), "what": "Zyrtec", "dose": ""}
    assert mother.post(address, given).status_code == 302
    lise = world.patients["lise"]
    parent = world.citizen("kari")
    with gate.open_record(parent, lise, Kind.SUMMARY) as grant:
        (group,) = shelf(grant).groups
    assert group.told[0].medicine.said.name
    assert seen(world).groups == []


def test_what_the_head_of_a_page_names_is_in_the_log(world: World) -> None:
    add(world, PENICILLIN)
    assert not import_resources([prescribed("J01CE02", "Apocillin 660 mg")])
    berg, kari = inside(world), world.patients["kari"]
    before = len(items(kari))
    assert berg.get(reverse("journal:record-list", args=[kari])).status_code == 200
    named = {each.resource_type for each in items(kari)[before:]}
    assert {"AllergyIntolerance", "MedicationRequest"} <= named


@pytest.mark.attack(1)
def test_who_only_looks_somebody_up_sees_nothing_of_it(world: World) -> None:
    """The head is for pages of a record that is opened."""
    add(world, PENICILLIN)
    page_of_reasons = world.sign_in("berg").get(
        reverse("access:open-record", args=[world.patients["kari"]])
    )
    assert page_of_reasons.status_code == 200
    assert "Penicilliner" not in page_of_reasons.content.decode()


def test_what_two_parts_of_a_page_show_is_in_the_log_once(world: World) -> None:
    item_id = add(world, PENICILLIN)
    berg, kari = inside(world), world.patients["kari"]
    before = len(items(kari))
    assert berg.get(reverse("portal:record", args=[kari])).status_code == 200
    assert [each.resource_id for each in items(kari)[before:]].count(item_id) == 1
