"""Every address asked by everybody, with own, others' and nobody's ids: what is not listed is
refused, and what was shown or refused is in the log."""

from __future__ import annotations

import pytest
from django.test import Client

from config import health
from tests.cast import World
from tests.house import sweeping
from tests.house.routes import (
    ANONYMOUS,
    CITIZENS,
    EVERYBODY,
    ROUTES,
    UNDECIDED,
    WITH_HAT,
)
from tests.house.sorts import OPEN, OWN
from tests.house.sweeping import Tour, Visit, cases, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=EVERYBODY)
def tour(world: World, request: pytest.FixtureRequest) -> Tour:
    with pytest.MonkeyPatch.context() as patch:
        # Other tests show and hide a worker on the same Redis meanwhile.
        patch.setitem(health.PARTS, "worker", lambda: health.DOWN)
        return Tour.of(world, request.param)


@pytest.mark.attack(6)
def test_every_route_is_in_the_table() -> None:
    assert set(ROUTES) == set(sweeping.PARTS)


@pytest.mark.attack(1)
@pytest.mark.attack(3)
@pytest.mark.attack(4)
def test_a_page_answers_whom_it_is_for_and_nobody_else(tour: Tour) -> None:
    wrong = []
    for visit in tour.visits:
        expected = visit.case.answer("GET", tour.persona)
        wanted = refusal(tour.persona, visit.route) if expected is None else {expected}
        if visit.found not in wanted:
            wrong.append(f"{visit}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_whoever_is_shown_is_in_the_log_once_and_so_is_a_refusal(tour: Tour) -> None:
    wrong = [fault for visit in tour.visits for fault in _faults(tour, visit)]
    assert not wrong, "\n".join(wrong)


def _faults(tour: Tour, visit: Visit) -> list[str]:
    """What is wrong with what a visit left in the log."""
    permits, denials = visit.trace.permits, visit.trace.denials
    about = sweeping.patient_of(tour.world, tour.persona, visit.case)
    is_own = visit.route in OWN and tour.persona in CITIZENS
    is_asked = is_own or (bool(visit.case.patient) and tour.persona in WITH_HAT)
    wrong = []
    if any(permits[slug] != 1 for slug in visit.shown):
        wrong.append(f"{visit} shows {visit.shown}")
    if visit.answer.status_code != 200 and visit.shown:
        wrong.append(f"{visit} tells of {visit.shown}")
    if is_asked and about in tour.world.patients and permits[about] + denials[about] != 1:
        wrong.append(f"{visit} left not one entry about {about}")
    return wrong


@pytest.mark.attack(1)
def test_not_yours_and_not_there_are_the_same_page(tour: Tour) -> None:
    pages: dict[str, dict[bytes, Visit]] = {}
    for visit in tour.visits:
        if visit.found == 404 and (
            visit.case.patient
            or visit.case.document
            or visit.case.task
            or visit.case.event
            or visit.case.review
        ):
            headers = dict(visit.answer.headers) | {"Content-Length": ""}
            page = sweeping.plain(visit.answer.content, visit.path) + repr(headers).encode()
            pages.setdefault(visit.route, {})[page] = visit
    assert pages or tour.persona not in WITH_HAT
    assert [list(map(str, found.values())) for found in pages.values() if len(found) > 1] == []


@pytest.mark.attack(2)
@pytest.mark.parametrize(
    "persona", ["kari", "kari-for-lise", "berg-inside", "dahl", "lie", UNDECIDED, ANONYMOUS]
)
def test_nothing_changes_by_asking_in_other_ways(world: World, persona: str) -> None:
    browser = sweeping.browser(world, persona)
    before = sweeping.fingerprint(world)
    wrong = []
    for route, case in cases():
        path = sweeping.address(world, route, case)
        is_first = case is ROUTES[route][0]
        for method in ("PUT", "PATCH", "DELETE", "POST") if is_first else ("POST",):
            if (route, method) == ("signin:sign-out", "POST"):
                continue  # Tried in tests/signin.
            answer = browser.generic(method, path, _FORM, content_type=_FORM_TYPE)
            expected = case.answer("POST", persona) if method == "POST" else None
            wanted = refusal(persona, route) if expected is None else {expected}
            if sweeping.found(answer) not in wanted:
                wrong.append(f"{method} {route} {case.patient}: {answer.status_code}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert sweeping.fingerprint(world) == before


STATEMENT = {"basis": "emergency", "ground": "BEHANDLER", "text": "Unconscious after a fall"}


@pytest.mark.attack(2)
@pytest.mark.parametrize("persona", ["kari", "ola", "kari-for-lise", "berg", "dahl", "lie", "vik"])
def test_a_form_with_anothers_id_changes_nothing(world: World, persona: str) -> None:
    browser = sweeping.browser(world, persona)
    before = sweeping.fingerprint(world)
    for patient in ("ola", "lise", "nils", "elle", "berg", "tor-erik"):
        path = f"/kliniker/pasient/{world.patients[patient]}/apne/"
        assert browser.post(path, STATEMENT).status_code == 404, patient
        assert browser.get(path.replace("apne/", "")).status_code == 404, patient
    assert sweeping.fingerprint(world) == before


_FORM = "csrfmiddlewaretoken=x"
_FORM_TYPE = "application/x-www-form-urlencoded"
FORGED = {
    "X-User-ID": "1",
    "X-Forwarded-User": "kari",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "testserver",
    "X-Original-URL": "/",
    "X-Rewrite-URL": "/hjelp/",
    "Remote-User": "kari",
    "Authorization": "Bearer x",
}


@pytest.mark.attack(8)
@pytest.mark.parametrize("query", ["", "?ignoreAuth=1", "?is_staff=1&user=kari&hat=citizen"])
def test_nobody_comes_in_without_signing_in(world: World, query: str) -> None:
    kari = str(world.persons["kari"])
    client = Client(headers={name: value.replace("kari", kari) for name, value in FORGED.items()})
    wrong = []
    for route, case in cases():
        answer = client.get(sweeping.address(world, route, case) + query)
        is_closed = sweeping.found(answer) == "portal:landing"
        if is_closed != (route not in OPEN) or sweeping.told(world, answer.content, ANONYMOUS):
            wrong.append((route, answer.status_code))
    assert not wrong
