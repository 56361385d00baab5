"""Who may make a link to the summary, and of what."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from access import exporting
from access.models import Block
from common import clock
from people.models import Practitioner
from summary.ips.models import SharedLink
from tests.cast import World
from tests.log_reading import rows_of
from tests.summary.sharing import filled, make

pytestmark = pytest.mark.django_db
NEW, LIST = "/oppsummering/lenker/ny/", "/oppsummering/lenker/"


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries of one link are a second apart; tests are not."""
    monkeypatch.setattr("summary.ips.shl.guarding.PACE", timedelta(0))


@pytest.mark.attack(18)
@pytest.mark.parametrize("who", ["nils", "kari-for-lise"])
def test_nobody_makes_a_link_for_another_or_too_young(world: World, who: str) -> None:
    slug, _, child = who.partition("-for-")
    client = world.sign_in(slug)
    if child:
        client.post("/handle-for/", {"patient": str(world.patients[child])})
    owner = child or slug
    answers = [client.get(NEW), client.post(NEW, filled(world, owner))]
    assert not {each.status_code for each in answers} & {200}
    with rows_of(world.patients[owner]):
        assert not SharedLink.ungated.exists()


@pytest.mark.attack(63)
def test_a_form_that_is_sent_twice_makes_one_link(world: World) -> None:
    kari, sent = world.sign_in("kari"), filled(world)
    assert [kari.post(NEW, sent).status_code for _ in range(2)] == [200, 302]
    with rows_of(world.patients["kari"]):
        assert SharedLink.ungated.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"passcode": "123"},
        {"passcode": "111111"},
        {"passcode": "123456"},
        {"confirm": ""},
        {"label": ""},
        {"days": "9999"},
        {"openings": "0"},
        {"language": "xx"},
    ],
)
def test_what_is_not_offered_is_refused_with_its_place(world: World, wrong: dict[str, str]) -> None:
    answer = world.sign_in("kari").post(NEW, filled(world, **wrong))
    assert answer.status_code == 422
    with rows_of(world.patients["kari"]):
        assert not SharedLink.ungated.exists()


def test_who_has_shut_somebody_out_is_told_before_sharing(world: World) -> None:
    kari = world.patients["kari"]
    client = world.sign_in("kari")
    assert b'data-color="warning"' not in client.get(NEW).content
    with rows_of(kari):
        Block.ungated.create(
            patient_id=kari, start=clock.now(), practitioner=Practitioner.objects.first()
        )
    assert b'data-color="warning"' in client.get(NEW).content


@pytest.mark.attack(60)
def test_a_copy_of_everything_tells_of_links_and_not_what_guards_them(world: World) -> None:
    make(world)
    with BytesIO() as target:
        exporting.export_own(world.citizen("kari"), world.patients["kari"], target)
        with zipfile.ZipFile(target) as copy:
            told = json.loads(copy.read("tabeller/summary_sharedlink.json"))
    assert told[0]["label"] == "Legen i Spania"
    assert not {"digest", "salt", "passcode"} & told[0].keys()
