"""Hats: one at a time, valid on the day, and nothing carried from one to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from people.codes import RoleCode
from people.models import PractitionerRole
from tests.signin.people import Cast
from tests.signin_helper import sign_in, user_of


def _keys(client: Client) -> list[str]:
    return [hat.key for hat in client.get("/rolle/").context["hats"]]


def test_id_porten_gives_a_doctor_the_hat_of_a_citizen_only(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.berg), provider="idporten")
    assert _keys(client) == ["citizen"]


def test_helseid_gives_every_current_role_and_the_citizen(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.berg))
    assert _keys(client) == [str(cast.doctor.id), "citizen"]


def test_an_administrator_has_the_hat_of_an_administrator(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.lie))
    worn = client.get("/rolle/").context["worn"]
    assert (worn.kind, worn.role.code) == ("administrator", RoleCode.ADMINISTRATOR)


def test_with_more_than_one_hat_none_is_on_before_the_choice(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.berg))
    assert client.get("/rolle/").context["worn"] is None
    client.post("/rolle/", {"hat": str(cast.doctor.id)})
    assert client.get("/rolle/").context["worn"].role_id == cast.doctor.id


def test_a_hat_that_is_not_ones_own_is_refused(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.lie))
    answer = client.post("/rolle/", {"hat": str(cast.doctor.id)})
    assert answer.status_code == 422
    assert client.get("/rolle/").context["worn"].kind == "administrator"


@pytest.mark.parametrize(("field", "days"), [("end", -1), ("start", 1)])
def test_a_role_that_ends_while_it_is_on_comes_off_at_the_next_page(
    client: Client, cast: Cast, field: str, days: int
) -> None:
    sign_in(client, user_of(cast.berg), str(cast.doctor.id))
    assert client.get("/rolle/").context["worn"] is not None
    PractitionerRole.objects.filter(id=cast.doctor.id).update(
        **{field: clock.today() + timedelta(days=days)}
    )
    page = client.get("/rolle/")
    assert page.context["worn"] is None
    assert page.context["has_ended"]


def test_without_the_authorisation_in_helseid_there_is_no_clinical_hat(
    client: Client, cast: Cast
) -> None:
    cast.doctor.practitioner.hpr_number = "990000099"
    sign_in(client, user_of(cast.berg))
    cast.doctor.practitioner.save(update_fields=["hpr_number"])
    assert _keys(client) == ["citizen"]


def test_changing_hat_drops_what_belonged_to_the_former(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.berg), str(cast.doctor.id))
    session = client.session
    session.update({"attestation": "x", "identified": "y", "acting_for": "z"})
    session.save()
    client.post("/rolle/", {"hat": "citizen"})
    assert not {"attestation", "identified", "acting_for"} & set(client.session.keys())


def test_a_parent_acts_for_a_child_and_for_herself_again(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.kari), provider="idporten")
    client.post("/handle-for/", {"patient": str(cast.lise.id)})
    worn = client.get("/rolle/").context["worn"]
    assert (worn.acting_for, worn.acting_for_name) == (cast.lise.id, "Lise Nordli")
    client.post("/handle-for/", {"patient": ""})
    assert client.get("/rolle/").context["worn"].acting_for is None


def test_who_is_no_parent_does_not_even_learn_a_name(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.berg), "citizen", provider="idporten")
    client.post("/handle-for/", {"patient": str(cast.lise.id)})
    page = client.get("/rolle/")
    assert page.context["worn"].acting_for is None
    assert "Lise" not in page.content.decode()


def test_whoever_is_not_signed_in_has_no_hat(client: Client, db: None) -> None:
    assert client.get("/rolle/").status_code == 302
    assert client.post("/handle-for/").status_code == 302


def test_before_the_choice_of_a_hat_no_page_opens(client: Client, cast: Cast) -> None:
    sign_in(client, user_of(cast.berg))
    sent = client.get("/kliniker/")
    assert sent["Location"] == "/rolle/?next=%2Fkliniker%2F"
    chosen = {"hat": str(cast.doctor.id), "next": "/kliniker/"}
    assert client.post("/rolle/", chosen)["Location"] == "/kliniker/"


def test_searches_and_names_of_one_hat_are_not_carried_to_the_next(
    client: Client, cast: Cast
) -> None:
    sign_in(client, user_of(cast.berg), str(cast.doctor.id))
    session = client.session
    session["journal.searches"], session["unit_match"] = {"k": "zebra"}, "Nor"
    session.save()
    client.post("/rolle/", {"hat": "citizen"})
    assert not {"journal.searches", "unit_match"} & set(client.session.keys())
