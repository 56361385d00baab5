"""At once: of two who fetch one secret, one gets it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from fhirapi.models import RegistrationChange
from fhirapi.systems import services
from tests.cast import World
from tests.fhirapi.test_systems import decide
from tests.fhirapi.test_two_persons import fetched, known_by_secret, knows, renewal
from tests.together import all_at_once, held_until_all_have_read


@pytest.mark.attack(87)
def test_of_two_who_fetch_a_secret_at_once_one_gets_it(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, row = committed_world, known_by_secret()
    windows = [world.sign_in("lie") for _ in "ab"]
    address = renewal(windows[0], row)
    decide(world.sign_in("moe"), address)
    held = held_until_all_have_read(services.may_be_fetched, 2)
    monkeypatch.setattr(services, "may_be_fetched", held)
    answers: list[Any] = []

    def fetch(at: int) -> None:
        answers.append(decide(windows[at], address, "fetch"))

    assert all_at_once([partial(fetch, at) for at in range(2)]) == ["done", "done"]
    good, late = sorted(answers, key=lambda each: int(each.status_code))
    assert late.status_code == 409
    assert knows(row, fetched(good))
    assert RegistrationChange.objects.count() == 1
