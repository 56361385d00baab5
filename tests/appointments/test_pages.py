"""The pages of appointments: what patients, those who act for them and those who treat see."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from appointments.lifting import is_safe_link
from appointments.presenters import REASONS, STATES
from appointments.views.lists import PAGE
from common import clock
from tests.appointments.booking import (
    LINK,
    at,
    by_phone,
    by_video,
    cancelled,
    changed,
    number_of,
    plain,
    post,
    profiled,
    stored,
)
from tests.cast import World, import_resources
from tests.log_reading import items

pytestmark = pytest.mark.django_db
OWN = "/timeavtaler/"
LATER = "2026-02-01T08:00:00Z"


def said(words: Any) -> str:
    with override("nb"):
        return str(words) if not isinstance(words, str) else gettext(words)


def shown(client: Client, address: str = OWN) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def inside(world: World, slug: str = "berg") -> Client:
    client, actor = world.sign_in(slug), world.attested(slug, "kari")
    session = client.session
    session["attestation"] = str(actor.attestation_id)
    session.save()
    return client


def record(world: World) -> str:
    return reverse("appointments:record", args=[world.patients["kari"]])


def hidden_from(code: str, number: int = 0) -> dict[str, Any]:
    label = {"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": code}
    return plain(id=f"hidden-{code}-{number}".replace("_", "-"), meta={"security": [label]})


def test_the_patient_sees_when_where_and_how_to_prepare(world: World) -> None:
    post(world, profiled())
    text = shown(world.sign_in("kari"))
    for words in (
        "Ortopedisk poliklinikk",
        "Sykehusvegen 38, 9019 Tromsø",
        "Kontroll etter operasjon.",
        "Møt fastende.",
        "kl. 09.00",
        "kl. 09.30",
    ):
        assert words in text
    (row,) = stored(world)
    assert any(each.resource_id == row.id for each in items(world.patients["kari"]))


def test_all_organisations_stand_in_one_list_the_next_first(world: World) -> None:
    post(world, profiled())
    soon = {"start": at(1).isoformat(), "end": at(1, 10).isoformat()}
    post(world, changed(profiled(**soon), "contained.0.name", "Dialysen"), who="stranger")
    text = shown(world.sign_in("kari"))
    assert text.index("Dialysen") < text.index("Ortopedisk poliklinikk")
    home = shown(world.sign_in("kari"), reverse("portal:citizen-home"))
    assert "Dialysen" in home
    assert "Ortopedisk poliklinikk" not in home


def test_what_is_over_and_what_is_cancelled_is_told(world: World) -> None:
    post(world, cancelled(profiled(), LATER))
    kari = world.sign_in("kari")
    text = shown(kari)
    assert said(STATES["cancelled"][0]) in text
    assert said(next(iter(REASONS.values()))) in text
    assert "/kalender/" not in text
    assert "Møt fastende." not in text
    over = {"start": at(-9).isoformat(), "end": at(-9, 10).isoformat()}
    assert not import_resources([plain(id="over", description="Lenge siden", **over)])
    assert "Lenge siden" not in shown(kari)
    assert "Lenge siden" in shown(kari, f"{OWN}?vis=tidligere")


def test_a_cancelled_one_is_not_the_next(world: World) -> None:
    post(world, cancelled(profiled(), LATER))
    assert "Ortopedisk" not in shown(world.sign_in("kari"), reverse("portal:citizen-home"))


def test_a_video_meeting_has_a_link_that_is_safe(world: World) -> None:
    post(world, profiled(extension=[by_video(LINK)]))
    text = shown(world.sign_in("kari"))
    assert f'href="{LINK}" rel="noopener noreferrer external"' in text
    assert LINK not in shown(inside(world), record(world))
    assert "Sykehusvegen" not in text


@pytest.mark.parametrize(
    "link",
    [
        "http://join.nhn.no/rom",
        "javascript:alert(1)",
        "https://join.nhn.no@ond.example/rom",
        "https://ond\\.example/rom",
        "https:// join.nhn.no",
        "https://",
        "https://localhost/rom",
        "https://join.nhn.no:8443/rom",
        "https://jоin.nhn.no/rom",
        f"https://join.nhn.no/{'x' * 2000}",
        "HTTPS:join.nhn.no",
        "https://[::1",
        "data:text/html,hei",
    ],
)
def test_any_other_link_is_kept_away_and_told_of(world: World, link: str) -> None:
    assert not is_safe_link(link)
    assert not import_resources([plain(extension=[by_video(link.strip())])])
    text = shown(world.sign_in("kari"))
    assert 'rel="noopener noreferrer external"' not in text
    assert link not in text


def test_a_telephone_number_can_be_called(world: World) -> None:
    post(world, profiled(extension=[by_phone("909 64 159")]))
    assert 'href="tel:90964159"' in shown(world.sign_in("kari"))
    post(world, profiled(told=LATER, extension=[by_phone("90964159;ext=1")]))
    assert "tel:" not in shown(world.sign_in("kari"))


@pytest.mark.attack(36)
def test_what_a_sender_writes_is_text(world: World) -> None:
    bad = "<script>alert(1)</script>"
    post(world, changed(profiled(description=bad, patientInstruction=bad), "contained.0.name", bad))
    text = shown(world.sign_in("kari"))
    assert bad not in text
    assert text.count("&lt;script&gt;alert(1)") >= 3


def test_nobody_else_is_told_a_national_id_that_stands_in_a_text(world: World) -> None:
    others = number_of("ola")
    post(world, profiled(description=f"Sammen med {others}."))
    assert others not in shown(world.sign_in("kari"))
    (row,) = stored(world)
    assert others not in str(row.shown)


def test_times_are_those_of_norway_when_the_clocks_change(world: World) -> None:
    with time_machine.travel(datetime(2026, 10, 1, tzinfo=clock.OSLO), tick=False):
        # The night between 24 and 25 October has three o'clock twice.
        first = {"start": "2026-10-25T00:30:00Z", "end": "2026-10-25T01:30:00Z"}
        post(world, profiled(**first))
        text = shown(world.sign_in("kari"))
    assert "kl. 02.30" in text
    assert re.search(r"25\. oktober", text)


def test_empty_says_what_it_means(world: World) -> None:
    text = shown(world.sign_in("kari"))
    assert said("No coming appointments here") in text
    assert said("No earlier appointments here") in shown(
        world.sign_in("kari"), f"{OWN}?vis=tidligere"
    )


def test_many_stand_on_pages(world: World) -> None:
    days = range(1, 62)
    series = [
        plain(id=f"dag-{day}", start=at(day).isoformat(), end=at(day, 10).isoformat())
        for day in days
    ]
    assert not import_resources(series)
    kari = world.sign_in("kari")
    assert shown(kari).count("<article") == PAGE
    assert shown(kari, f"{OWN}?page=3").count("<article") == len(days) - 2 * PAGE
    for odd in ("0", "-1", "abc", "9" * 30):
        assert kari.get(f"{OWN}?page={odd}&vis={odd}").status_code == 200


def test_the_calendar_file_tells_nothing_of_health(world: World) -> None:
    post(world, profiled())
    (row,) = stored(world)
    kari = world.sign_in("kari")
    answer = kari.get(reverse("appointments:own-calendar", args=[row.id]))
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART:{row.start:%Y%m%dT%H%M%SZ}" in text
    assert "LOCATION:Sykehusvegen 38\\, 9019 Tromsø" in text
    assert "CLASS:PRIVATE" in text
    for words in ("Ortopedisk", "operasjon", "fastende", "Universitetssykehuset"):
        assert words not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert any(each.outcome == "downloaded" for each in items(world.patients["kari"]))


@pytest.mark.attack(1)
def test_anothers_appointment_is_not_there(world: World) -> None:
    post(world, profiled())
    (row,) = stored(world)
    address = reverse("appointments:own-calendar", args=[row.id])
    assert world.sign_in("ola").get(address).status_code == 404
    assert "Ortopedisk" not in shown(world.sign_in("ola"))


def test_one_that_is_cancelled_has_no_calendar_file(world: World) -> None:
    post(world, cancelled(profiled(), LATER))
    (row,) = stored(world)
    address = reverse("appointments:own-calendar", args=[row.id])
    assert world.sign_in("kari").get(address).status_code == 404


@pytest.mark.attack(15)
def test_codes_decide_which_of_the_family_sees_it(world: World) -> None:
    both = [
        {**hidden_from(code), "description": f"Bare {code}"}
        for code in ("NORN_FORANS", "NORN_UNGDOM")
    ]
    for each in both:
        each["participant"][0]["actor"] = plain("lise")["participant"][0]["actor"]
    assert not import_resources(both)
    ola = world.sign_in("ola")
    ola.post(reverse("signin:act-for"), {"patient": str(world.patients["lise"])})
    text = shown(ola)
    assert "Bare NORN_UNGDOM" in text
    assert "Bare NORN_FORANS" not in text


def test_who_treats_sees_those_of_all_organisations_and_how_many_are_withheld(
    world: World,
) -> None:
    post(world, profiled(), who="stranger")
    assert not import_resources([hidden_from("NORS", 1), hidden_from("NORS", 2)])
    text = shown(inside(world), record(world))
    assert "Ortopedisk poliklinikk" in text
    with override("nb"):
        assert "2 " in text.split('data-color="warning"')[1][:300]
    assert text.count("<article") == 1
    own = shown(world.sign_in("kari"))
    assert own.count("<article") == 3


@pytest.mark.attack(9)
def test_who_is_shut_out_sees_none(world: World) -> None:
    dahl = world.sign_in("dahl")
    assert dahl.get(record(world)).status_code in {302, 404}


def test_the_timeline_has_what_has_begun(world: World) -> None:
    over = {"start": at(-2).isoformat(), "end": at(-2, 10).isoformat()}
    post(world, profiled(**over))
    post(world, changed(profiled(), "identifier.0.value", "b-2"))
    kari = world.patients["kari"]
    address = reverse("portal:record-timeline", args=[kari])
    text = shown(inside(world), f"{address}?type=timer")
    assert text.count("Ortopedisk poliklinikk") >= 1
    assert at(7).isoformat() not in text
