"""A withdrawn authorisation counts at the next request; without answers nobody gets new access."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from time_machine import TimeMachineFixture

from access import gate
from access.codes import Kind
from common import clock
from config import checks
from people import authorisations, directory, hpr
from people.models import Practitioner
from tests.cast import World

pytestmark = [pytest.mark.django_db, pytest.mark.attack(83)]


@pytest.fixture(autouse=True)
def asked(settings: Any, tmp_path: Path) -> Path:
    """The local register, which everybody is in, has answered."""
    settings.HPR_ADAPTER, settings.VAR = "people.hpr.LocalRegister", tmp_path
    authorisations.poll()
    folder = tmp_path / "register"
    folder.mkdir()
    return folder / "hpr.json"


def withdraw(world: World, slug: str, register: Path) -> None:
    told = {"withdrawn": {world.roles[slug].hpr_number: clock.now().isoformat()}}
    register.write_text(json.dumps(told), encoding="utf-8")
    authorisations.poll()


def test_a_withdrawn_authorisation_ends_the_role_at_the_next_request(
    world: World, asked: Path
) -> None:
    browser = world.sign_in("berg")
    before = browser.get(f"/kliniker/pasient/{world.patients['kari']}/apne/")

    withdraw(world, "berg", asked)

    after = browser.get(f"/kliniker/pasient/{world.patients['kari']}/apne/", follow=True)
    assert before.status_code == 200
    assert after.redirect_chain
    assert after.context["lacking"] == "withdrawn"


def test_an_open_record_closes_at_the_next_read(world: World, asked: Path) -> None:
    actor = world.attested("berg", "kari")
    gate.open_record(actor, world.patients["kari"], Kind.JOURNAL)

    withdraw(world, "berg", asked)

    with pytest.raises(gate.Refused):
        gate.open_record(actor, world.patients["kari"], Kind.JOURNAL)
    assert directory.current_role(world.roles["berg"].id, clock.today()) is None


def test_who_gets_the_authorisation_back_works_again(world: World, asked: Path) -> None:
    withdraw(world, "berg", asked)
    asked.write_text("{}", encoding="utf-8")

    authorisations.poll()

    assert world.attested("berg", "kari").attestation_id


def test_an_administrator_needs_no_authorisation(world: World, asked: Path) -> None:
    Practitioner.objects.filter(person_id=world.persons["vik"]).update(
        authorisation_withdrawn_at=clock.now()
    )

    assert world.sign_in("vik").get("/oppgaver/").status_code == 200


@pytest.mark.parametrize(("hours", "is_let_in"), [(23, True), (25, False)])
def test_a_silent_register_gives_new_access_only_until_the_grace_is_over(
    world: World, asked: Path, time_machine: TimeMachineFixture, hours: int, is_let_in: bool
) -> None:
    asked.write_text('{"is_down": true}', encoding="utf-8")
    time_machine.move_to(clock.now() + timedelta(hours=hours))
    authorisations.poll()

    page = world.sign_in("dahl").get("/hjem/", follow=True)

    assert (page.context.get("lacking") == "register-down") is not is_let_in


def test_who_signed_in_while_it_answered_goes_on(
    world: World, asked: Path, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(clock.now() + timedelta(hours=23, minutes=50))
    browser = world.sign_in("berg")
    asked.write_text('{"is_down": true}', encoding="utf-8")
    time_machine.shift(timedelta(minutes=20))

    assert browser.get("/kliniker/enhet/").status_code == 200


def test_nobody_is_let_in_before_the_register_has_ever_answered(world: World) -> None:
    state = authorisations.state()
    assert state is not None
    state.delete()

    assert not authorisations.has_answered_before(clock.now())


@pytest.mark.parametrize("text", ["{", '{"withdrawn": 3}', '{"withdrawn": {"NUMBER": "soon"}}'])
def test_an_answer_that_is_none_changes_nothing(world: World, asked: Path, text: str) -> None:
    number = world.roles["berg"].hpr_number
    asked.write_text(text.replace("NUMBER", number), encoding="utf-8")
    before = authorisations.state()

    after = authorisations.poll()

    assert before is not None
    assert after is not None
    assert after.answered_at == before.answered_at
    assert world.attested("berg", "kari").attestation_id


class National:
    """What a real adapter would be to us."""

    is_local: ClassVar[bool] = False

    def withdrawn(self, numbers: Collection[str]) -> Mapping[str, datetime]:
        return {}


def test_production_refuses_the_local_register(settings: Any, monkeypatch: Any) -> None:
    local = [reason for reason in checks.unsafe_settings() if "HPR_ADAPTER" in reason]
    monkeypatch.setattr(hpr, "register", National)
    national = [reason for reason in checks.unsafe_settings() if "HPR_ADAPTER" in reason]

    assert (len(local), len(national)) == (1, 0)
