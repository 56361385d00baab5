"""Dr Berg treats Kari: one press from the unit's list to the whole record."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

WORKPLACE = "Hjertemedisinsk poliklinikk"
CRISIS_PLAN = "Kriseplan"
BLOCKED = (
    "%(count)s piece of information is blocked",
    "%(count)s pieces of information are blocked",
)
BETWEEN = "nav.dis-between"
CONSENT = 'form:has(input[name="basis"][value="consent"])'


def test_berg_signs_in_and_reads_with_one_press(arrives: Arrivals) -> None:
    berg = arrives()
    given(berg).signs_in("helseid", "berg")
    then(berg).sees_heading("Choose your role")
    when(berg).wears(WORKPLACE)
    then(berg).is_at("/kliniker/")
    then(berg).sees(WORKPLACE)
    when(berg).follows("Show the patients")
    when(berg).presses("Open the record", about="Kari Nordli")
    then(berg).sees_heading("Overview")
    then(berg).sees("Kari Nordli", within=".dis-banner")
    when(berg).follows("Poliklinisk notat, høstkontroll")
    then(berg).sees("Venter på svar fra hud om føflekken.", within=".dis-document__text")
    then(berg).sees_no_national_id()


def test_berg_reads_on_to_the_next_and_back(arrives: Arrivals) -> None:
    berg = _at_the_record_of_kari(arrives)
    when(berg).follows("Documents")
    found = berg.page.locator(".dis-pick__title").all_inner_texts()
    titles = [title.removesuffix(f"({berg.say('not read')})").strip() for title in found]
    when(berg).follows(titles[0])
    then(berg).sees_heading(titles[0])
    when(berg).follows("Next", within=BETWEEN)
    then(berg).sees_heading(titles[1])
    when(berg).follows("Previous", within=BETWEEN)
    then(berg).sees_heading(titles[0])
    assert then(berg).count(f"{BETWEEN} a[rel=prev]") == 0


def test_berg_is_told_how_many_documents_are_blocked_and_not_which(arrives: Arrivals) -> None:
    berg = _at_the_record_of_kari(arrives)
    then(berg).sees_count(*BLOCKED, 5, within=".dis-banner")
    when(berg).opens(f"{berg.page.url}dokumenter/?type=A00-1")
    then(berg).sees_nothing_of(CRISIS_PLAN)


def test_berg_opens_what_is_blocked_with_consent_and_kari_sees_that(arrives: Arrivals) -> None:
    berg = _at_the_record_of_kari(arrives)
    when(berg).follows("Open with consent or in an emergency")
    when(berg).unfolds("The patient agrees that I also see blocked documents")
    when(berg).presses("Open with the patient's consent", status=422)
    then(berg).sees("Choose who has agreed.")
    when(berg).ticks("next-of-kin", within=CONSENT)
    when(berg).presses("Open with the patient's consent")
    then(berg).sees("Opened with the patient's consent", within=".dis-banner")
    assert then(berg).count(".dis-banner .ds-tag") == 1
    when(berg).opens(f"{berg.page.url}dokumenter/?type=A00-1")
    when(berg).follows(CRISIS_PLAN)
    then(berg).sees("Blocked by the patient, opened by you")

    kari = arrives("kari")
    when(kari).opens("/innsyn/")
    look = kari.page.locator(".dis-look").filter(
        has_text=kari.say("Says that your next of kin agreed")
    )
    assert "Ingrid Berg" in look.inner_text()
    assert CRISIS_PLAN in look.inner_text()
    assert kari.say("Opened something you have blocked") in look.inner_text()


def test_berg_opens_a_blocked_record_only_with_consent_or_in_an_emergency(
    arrives: Arrivals,
) -> None:
    berg = arrives("berg", "helseid")
    given(berg).opens("/rolle/")
    given(berg).wears(WORKPLACE)
    given(berg).opens("/kliniker/enhet/")
    when(berg).presses("Open the record", about="Synnøve Haugland", status=422)
    then(berg).sees("The patient has blocked the record")
    offered = [each.get_attribute("value") for each in berg.page.locator("[name=basis]").all()]
    assert offered == ["consent", "incapable", "emergency"]
    when(berg).ticks("patient", within=CONSENT)
    when(berg).presses("Open with the patient's consent")
    then(berg).sees_heading("Overview")


def test_berg_changes_hat_and_the_record_closes(arrives: Arrivals) -> None:
    berg = _at_the_record_of_kari(arrives)
    record = berg.page.url
    when(berg).opens("/rolle/")
    when(berg).wears(berg.say("Myself, as a citizen"))
    then(berg).is_at("/hjem/")
    when(berg).opens(record, status=404)
    then(berg).sees_nothing_of("Kari Nordli")


def test_berg_reads_without_javascript(arrives: Arrivals) -> None:
    berg = _at_the_record_of_kari(arrives, scripts=False)
    when(berg).follows("Documents")
    when(berg).unfolds("Filter the list")
    when(berg).chooses("Type", "Organfunksjon")
    when(berg).presses("Show", within=".dis-filter")
    when(berg).follows("Arbeids-EKG")
    then(berg).sees("Ergometersykkel", within=".dis-document__text")


def _at_the_record_of_kari(arrives: Arrivals, *, scripts: bool = True) -> Visitor:
    berg = arrives("berg", "helseid", scripts=scripts)
    given(berg).opens("/start/")
    given(berg).wears(WORKPLACE)
    given(berg).opens("/kliniker/enhet/")
    given(berg).presses("Open the record", about="Kari Nordli")
    return berg
