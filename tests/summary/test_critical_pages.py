"""The pages of critical information: what is typed is kept, and the head of every page tells."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from summary.codes import Sort, State
from tests.cast import World
from tests.fhirapi.calling import call
from tests.summary.writing import LIMITED, PENICILLIN, add, listed, sent, take_in

pytestmark = pytest.mark.django_db
WHAT = "Penicilliner (J01C)"


def inside(world: World, slug: str = "berg") -> Client:
    """Somebody at the portal who has opened Kari's record."""
    client, actor = world.sign_in(slug), world.attested(slug, "kari")
    session = client.session
    session["attestation"] = str(actor.attestation_id)
    session.save()
    return client


def page(world: World, name: str, *more: Any) -> str:
    return reverse(f"summary:{name}", args=[world.patients["kari"], *more])


def typed(**changes: Any) -> dict[str, Any]:
    found = {
        "key": str(uuid.uuid4()),
        "what": WHAT,
        "reaction": "Anafylaksi",
        "severity": "life-threatening",
        "certainty": "confirmed",
        "source": "1",
        "since": "3.2021",
        "note": "",
    }
    return found | changes


def test_it_is_registered_from_the_page_and_stands_at_the_head_of_every_page(world: World) -> None:
    berg = inside(world)
    answer = berg.post(page(world, "critical-add", "legemiddel"), typed())
    assert answer.status_code == 302
    (seen,) = listed(world, world.citizen("kari"))
    assert (seen.entry.title, seen.entry.atc, seen.entry.since) == (
        "Penicilliner",
        "J01C",
        "2021-03",
    )
    kari = world.patients["kari"]
    for address in (
        reverse("portal:record", args=[kari]),
        reverse("journal:record-list", args=[kari]),
        page(world, "critical"),
    ):
        shown = berg.get(address).content.decode()
        assert "dis-banner__critical" in shown
        assert "Penicilliner: anafylaksi" in shown


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": "x" * 121}, "what"),
        ({"note": "x" * 501}, "note"),
        ({"note": "Søster er 12 03 84 00000"}, ""),
        ({"since": "12.13.2021"}, "since"),
        ({"since": "2999"}, "since"),
        ({"source": "9"}, "source"),
        ({"certainty": ""}, "certainty"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    world: World, change: dict[str, str], field: str
) -> None:
    answer = inside(world).post(page(world, "critical-add", "legemiddel"), typed(**change))
    if not field:
        assert answer.status_code == 302  # No national id by its check digits.
        return
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["reaction"].value() == "Anafylaksi"
    assert listed(world, world.citizen("kari")) == []


def test_a_limitation_needs_an_end_that_has_not_gone_by(world: World) -> None:
    given = {"key": str(uuid.uuid4()), "what": "Ingen HLR", "source": "patient", "note": ""}
    address = page(world, "critical-add", "behandlingsbegrensning")
    for until in ("", "2020-01-01"):
        answer = inside(world).post(address, given | {"until": until})
        assert list(answer.context["form"].errors) == ["until"]
    assert inside(world).post(address, given | {"until": "2090-01-01"}).status_code == 302


def test_what_is_clarified_has_a_reason_and_lasts_as_long_as_is_said(world: World) -> None:
    address, given = page(world, "critical-add", "avklaring"), clarified()
    for change, field in (
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 81}, "reason"),
        ({"duration": ""}, "duration"),
        ({"duration": "until-date"}, "until"),
    ):
        answer = inside(world).post(address, given | change)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert inside(world).post(address, given).status_code == 302
    (seen,) = listed(world, world.citizen("kari"))
    assert (seen.entry.sort, seen.entry.state) == (Sort.CLARIFICATION, State.ACTIVE)
    shown = inside(world).get(page(world, "critical-item", seen.kept.id)).content.decode()
    assert "Langtkommen kreft" in shown
    assert "Til noe annet blir avgjort" in shown
    head = inside(world).get(reverse("portal:record", args=[world.patients["kari"]]))
    assert "Ingen hjerte-lunge-redning" in head.content.decode()


def test_a_limitation_and_a_clarification_do_not_stand_together(world: World) -> None:
    """Who would write the other is led to the one that is there; two from elsewhere are told of."""
    own_id = add(world, LIMITED)
    answer = inside(world).post(page(world, "critical-add", "avklaring"), clarified())
    assert answer.status_code == 409
    assert answer.context["already_url"] == page(world, "critical-item", own_id)
    assert not inside(world).get(page(world, "critical")).context["is_contradicted"]
    sent_by_another = {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"code": "treatment"}]},
        "category": [{"text": "HLR minus"}],
        "policyRule": {"text": "2"},
        "patient": {"reference": f"Patient/{world.patients['kari']}"},
    }
    assert call(world, "stranger", "POST", "Consent", body=sent_by_another).status == 201
    assert inside(world).get(page(world, "critical")).context["is_contradicted"]


def clarified() -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "what": "Ingen hjerte-lunge-redning",
        "duration": "until-changed",
        "until": "",
        "reason": "Langtkommen kreft",
        "source": "2",
        "note": "",
    }


def test_a_correction_of_what_has_changed_is_refused_with_what_was_typed(world: World) -> None:
    item_id = add(world, PENICILLIN)
    address = page(world, "critical-correct", item_id)
    berg, gp = inside(world), inside(world, "fastlege")
    assert gp.post(address, typed(version="1", reaction="Utslett")).status_code == 302
    answer = berg.post(address, typed(version="1", reaction="Hevelse i hals"))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Hevelse i hals" in shown
    assert "Utslett" in shown
    (now,) = listed(world, world.attested("berg", "kari"))
    assert now.entry.reaction == "Utslett"
    again = typed(version=answer.context["form"]["version"].value(), reaction="Hevelse i hals")
    assert berg.post(address, again).status_code == 302


def test_refuting_asks_why_and_a_late_press_changes_nothing(world: World) -> None:
    item_id = add(world, PENICILLIN)
    berg, address = inside(world), page(world, "critical-item", item_id)
    assert berg.post(address, {"do": "refute", "version": "1"}).status_code == 422
    assert berg.post(address, {"do": "confirm", "version": "1"}).status_code == 422
    long = {"do": "refute", "version": "1", "reason": "x" * 81}
    assert berg.post(address, long).status_code == 422
    done = berg.post(address, {"do": "refute", "version": "1", "reason": "Tålte det"})
    assert done.status_code == 302
    late = berg.post(address, {"do": "end", "version": "1", "reason": "Borte"})
    assert late.status_code == 409
    assert "Borte" in late.content.decode()
    (now,) = listed(world, world.attested("berg", "kari"))
    assert now.entry.state is State.REFUTED
    history = berg.get(address).context["versions"]
    assert [each.number for each in history] == [1]


def test_the_same_twice_leads_to_what_stands_there(world: World) -> None:
    item_id = add(world, LIMITED)
    given = {"key": str(uuid.uuid4()), "what": "Annet", "source": "patient", "note": ""}
    address = page(world, "critical-add", "behandlingsbegrensning")
    answer = inside(world).post(address, given | {"until": "2090-01-01"})
    assert answer.status_code == 409
    assert str(item_id) in answer.context["already_url"]


@pytest.mark.attack(14)
def test_what_is_blocked_is_told_and_never_silently_left_out(world: World) -> None:
    label = {"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": "NORS"}
    take_in(sent(meta={"security": [label]}))
    shown = inside(world).get(page(world, "critical"))
    assert shown.context["withheld_count"] == 1
    lines = shown.context["patient"]["critical"]
    assert len(lines) == 1
    assert "Fenoksymetylpenicillin" not in shown.content.decode()


@pytest.mark.attack(2)
def test_a_secretary_sees_and_is_offered_nothing_to_write(world: World) -> None:
    item_id = add(world, PENICILLIN)
    secretary = inside(world, "sekretar")
    shown = secretary.get(page(world, "critical"))
    assert shown.status_code == 200
    assert not shown.context["may_write"]
    assert secretary.get(page(world, "critical-add", "allergi")).status_code == 404
    press = {"do": "refute", "version": "1", "reason": "Nei"}
    assert secretary.post(page(world, "critical-item", item_id), press).status_code in {302, 404}
    (now,) = listed(world, world.attested("berg", "kari"))
    assert now.entry.state is State.ACTIVE


def test_kari_sees_her_own_and_asks_to_have_it_corrected(world: World) -> None:
    item_id = add(world, PENICILLIN)
    kari = world.sign_in("kari")
    shown = kari.get(reverse("summary:own-critical")).content.decode()
    assert "Penicilliner" in shown
    address = reverse("summary:ask-correction", args=[item_id])
    assert address in shown
    form = kari.get(address)
    assert form.status_code == 200
    sent_form = {
        "key": form.context["form"]["key"].value(),
        "patient": str(world.patients["kari"]),
        "words": "Jeg tåler penicillin nå.",
    }
    assert kari.post(address, sent_form).status_code == 302
    assert world.sign_in("ola").get(address).status_code == 404


def test_a_confirmed_reaction_of_another_patient_is_not_there(world: World) -> None:
    item_id = add(world, PENICILLIN, world.attested("sykepleier", "astrid"), "astrid")
    assert inside(world).get(page(world, "critical-item", item_id)).status_code == 404
