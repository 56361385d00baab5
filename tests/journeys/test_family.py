"""Ola acts for the youngest child, and the portal tells a family what its ages mean."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

LETTER = "Epikrise, mandeloperasjon"
CHILDS_OWN_WORDS = "Notat fra samtale, barnets egne ord"
STRIP = ".dis-strip--acting"


def test_ola_reads_for_lise_and_always_sees_on_whose_behalf(arrives: Arrivals) -> None:
    ola = arrives()
    given(ola).signs_in("idporten", "ola")
    when(ola).presses("Switch to %(name)s", about="Lise Nordli")
    then(ola).sees("Lise Nordli", within=STRIP)
    when(ola).follows("Documents")
    then(ola).sees("Lise Nordli", within=STRIP)
    then(ola).sees_nothing_of(CHILDS_OWN_WORDS)
    when(ola).follows(LETTER)
    then(ola).sees("Lise Nordli", within=STRIP)
    then(ola).sees_heading(LETTER)
    when(ola).follows("Who has looked")
    then(ola).sees("Who has looked in the record of %(name)s", name="Lise Nordli")
    when(ola).presses("Go back to your own pages")
    then(ola).sees("Good day, %(name)s", name="Ola")
    assert then(ola).count(STRIP) == 0
    when(ola).follows("Documents")
    then(ola).sees_nothing_of(LETTER)


def test_ola_acts_for_lise_without_javascript(arrives: Arrivals) -> None:
    ola = arrives("ola", scripts=False)
    given(ola).opens("/hjem/")
    when(ola).presses("Switch to %(name)s", about="Lise Nordli")
    then(ola).sees("Lise Nordli", within=STRIP)
    when(ola).presses("Go back to your own pages")
    then(ola).sees("Good day, %(name)s", name="Ola")


def test_nils_is_told_in_words_why_his_record_is_not_open(arrives: Arrivals) -> None:
    nils = arrives()
    words = (
        "A parent must agree before you can use this alone. Ask a parent to sign in here and agree"
        " for you. You can always talk to the school nurse."
    )
    given(nils).signs_in("idporten", "nils")
    then(nils).sees(words)
    when(nils).opens("/journal/", status=403)
    then(nils).sees(
        "You are too young to use this here. Ask where you are treated, or the school nurse: they"
        " can tell you what stands in your record."
    )
    then(nils).sees_nothing_of("Astmakontroll", "hodeskade")


def test_a_parent_lets_nils_use_services_alone_and_reads_nothing_of_his(arrives: Arrivals) -> None:
    ola = arrives("ola")
    given(ola).opens("/hjem/")
    when(ola).presses("Switch to %(name)s", about="Nils Nordli")
    then(ola).sees(
        "Your child is so old now that parents can no longer use this. Talk to your child, or to"
        " the place that treats your child."
    )
    then(ola).sees_nothing_of("Astmakontroll")
    when(ola).follows("Who may act here")
    then(ola).sees("No parent has agreed yet.")
    when(ola).presses("I agree")
    nils = arrives()
    given(nils).signs_in("idporten", "nils")
    when(nils).follows("Requests")
    then(nils).sees_heading("Your requests")
    when(ola).presses("Withdraw the consent")
    when(nils).opens("/henvendelser/", status=403)


def test_astrid_reads_her_own(arrives: Arrivals) -> None:
    astrid = arrives()
    given(astrid).signs_in("idporten", "astrid")
    then(astrid).sees("Good day, %(name)s", name="Astrid")
    when(astrid).follows("Show all documents")
    then(astrid).sees_heading("Documents in the record")
