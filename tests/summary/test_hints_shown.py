"""When a page tells that a medicine matches a reaction, when not, and what could not be checked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from tests.cast import World, import_resources
from tests.summary.test_critical_pages import inside
from tests.summary.test_medicines import page, prescribed
from tests.summary.writing import PENICILLIN, add

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("do", ["refute", "mistake"])
def test_a_reaction_that_counts_no_longer_is_no_hint(world: World, do: str) -> None:
    own_id = add(world, PENICILLIN)
    assert not import_resources([prescribed("J01CE02", "Apocillin 660 mg")])
    berg = inside(world)
    given = {"do": do, "version": 1, "reason": "Prøvd uten reaksjon"}
    address = reverse("summary:critical-item", args=[world.patients["kari"], own_id])
    assert berg.post(address, given).status_code == 302
    (row,) = berg.get(page(world, "medicines")).context["in_use"]
    assert row.hint is None
    head = berg.get(reverse("journal:record-list", args=[world.patients["kari"]]))
    assert not head.context["patient"]["critical"]


def test_what_cannot_be_checked_is_said(world: World) -> None:
    add(world, replace(PENICILLIN, atc="", what="Et penicillin i 1990"))
    assert not import_resources([prescribed("J01CE02", "Apocillin 660 mg")])
    shown = inside(world).get(page(world, "medicines"))
    assert shown.context["unchecked"] == ["Et penicillin i 1990"]
    assert "Et penicillin i 1990" in shown.content.decode()
