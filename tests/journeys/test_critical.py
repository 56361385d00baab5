"""Dr Berg registers what is critical, everybody sees it, and a list of medicines is signed."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

WORKPLACE = "Hjertemedisinsk poliklinikk"
ANSWER = "Takk. Vi har prøvd det på nytt, og det er avkreftet."
LONG = "Peanøtter og alt som kan ha vært i samme lokale, også spor av nøtter i ferdigmat og kaker"


def at_the_record(arrives: Arrivals, *, scripts: bool = True) -> tuple[Visitor, str]:
    berg = arrives("berg", "helseid", scripts=scripts)
    given(berg).opens("/start/")
    if berg.page.locator('button[name="hat"]').count():
        when(berg).wears(WORKPLACE)
    when(berg).opens("/kliniker/enhet/?vis=i-behandling")
    when(berg).presses("Open the record", about="Kari Nordli")
    return berg, f"/kliniker/pasient/{berg.portal.patient_id('kari')}/"


def registers(berg: Visitor) -> None:
    when(berg).follows("Critical information", within=".dis-tabs")
    when(berg).unfolds("Register something new")
    when(berg).follows("Other allergy")
    when(berg).presses("Save with my name", status=422)
    then(berg).sees("Write what it is about.")
    when(berg).types("Allergic to what?", LONG)
    berg.page.get_by_label(berg.say("From where do you know it?")).select_option("patient")
    when(berg).presses("Save with my name")
    then(berg).sees("It is registered, with your name.")


def asks_for_a_correction(kari: Visitor) -> str:
    """The address of what was asked."""
    given(kari).opens("/kritisk/")
    link = kari.page.locator("article").filter(has_text=LONG).locator("a").first
    address = link.get_attribute("href")
    assert address
    when(kari).opens(address)
    when(kari).types("What is wrong, and what is right?", "Bare peanøtter.")
    when(kari).presses("Send the request")
    then(kari).sees("Your request is sent. You get the answer on this page.")
    return kari.page.url


def answers(staff: Visitor, address: str) -> None:
    """Those who take requests where Dr Berg works: they see what it is about, and no more of it."""
    given(staff).opens("/start/")
    when(staff).opens(address.replace("henvendelser", "oppgaver"))
    then(staff).sees(LONG)
    when(staff).presses("Take the request")
    when(staff).ticks("complete", within="#answer_result")
    when(staff).types("Your answer to the patient", ANSWER)
    when(staff).presses("Send the answer and close")
    then(staff).sees("The answer is sent. The patient sees it now.")


def test_berg_registers_kari_asks_berg_refutes_and_kari_is_answered(arrives: Arrivals) -> None:
    berg, record = at_the_record(arrives)
    then(berg).sees("Penicilliner: anafylaksi", within=".dis-banner")
    registers(berg)
    kari = arrives("kari", scripts=False)
    address = asks_for_a_correction(kari)
    when(berg).opens(f"{record}kritisk/")
    when(berg).follows(LONG, within="main")
    when(berg).unfolds("Refute it")
    when(berg).presses("Refute with my name", status=422)
    then(berg).sees("Write why, in a few words.")
    berg.page.locator("#id_reason").fill("Prikktest negativ")
    when(berg).presses("Refute with my name")
    then(berg).sees("It is refuted, and no longer shown as something that applies.")
    then(berg).sees_no_national_id()
    answers(arrives("sekretar", scripts=False), address)
    when(kari).opens(address)
    then(kari).sees(ANSWER)


def test_berg_reconciles_what_kari_uses(arrives: Arrivals) -> None:
    kari = arrives("kari", scripts=False)
    given(kari).opens("/legemidler/legg-til/")
    when(kari).presses("Add it", status=422)
    when(kari).types("What do you use?", "Johannesurt 300 mg")
    when(kari).presses("Add it")
    then(kari).sees("It is on your list. Those who treat you see it too.")
    when(kari).presses("I no longer use it", about="Johannesurt 300 mg")
    then(kari).sees("It is no longer on your list of what you use.")

    berg, record = at_the_record(arrives, scripts=False)
    when(berg).opens(f"{record}legemidler/")
    then(berg).sees("The sources differ")
    when(berg).follows("Reconcile the list")
    when(berg).presses("Sign the list with my name", status=422)
    for choice in berg.page.locator('input[type="radio"][value="keep"]').all():
        choice.check()
    when(berg).presses("Sign the list with my name")
    then(berg).sees("The list is signed, with your name.")
    when(berg).unfolds("The signed lists")
