"""When a delayed document shows itself, to whom, and what a citizen is told of it before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from access import gate
from access.codes import Audience, Kind
from access.confidentiality import allows, visible
from access.grant import Grant
from access.receiving import IMPORT
from journal import selectors, visibility
from journal.life import RELEASE_DATE
from journal.models import DocumentReference, DocumentText
from tests.cast import CODES, World
from tests.journal import shelf
from tests.journal.shelf import document, labelled, put

pytestmark = pytest.mark.django_db
RELEASE = datetime(2026, 11, 27, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def delayed(own_id: str, patient: str = shelf.OWN, *codes: str, at: str | None = None) -> Any:
    labels = [label for code in ("NORU", *codes) for label in labelled(code)]
    when = at or RELEASE.isoformat()
    return document(
        own_id,
        patient,
        securityLabel=labels,
        extension=[{"url": RELEASE_DATE, "valueDateTime": when}],
    )


def undated(own_id: str, patient: str = shelf.OWN) -> Any:
    return document(own_id, patient, securityLabel=labelled("NORU"))


def journal(world: World, who: str, patient: str) -> Grant:
    return gate.open_record(world.citizen(who), world.patients[patient], Kind.JOURNAL)


def seen(grant: Grant, now: datetime | None) -> set[str]:
    """The titles of the documents that a Grant shows at that time."""
    if now is not None:
        grant.facts = replace(grant.facts, now=now)
    titles = [each.title for each in selectors.documents(grant, selectors.Filters())]
    return {title.removeprefix("Epikrise ") for title in titles}


@pytest.mark.attack(15)
@pytest.mark.parametrize(
    ("now", "is_seen"),
    [(RELEASE - SECOND, False), (RELEASE, True), (RELEASE + SECOND, True)],
    ids=["before", "at", "after"],
)
@pytest.mark.parametrize(("who", "patient"), [("marte", "marte"), ("ola", "lise")])
def test_a_delayed_document_shows_itself_from_its_release_on(
    world: World, who: str, patient: str, now: datetime, is_seen: bool
) -> None:
    put(delayed("utsatt", patient))
    with journal(world, who, patient) as grant:
        assert ("utsatt" in seen(grant, now)) is is_seen


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", None])
def test_without_a_date_or_with_one_far_away_it_stays_hidden(world: World, at: str | None) -> None:
    put(delayed("utsatt", at=at) if at else undated("utsatt"))
    with journal(world, "marte", "marte") as grant:
        assert "utsatt" not in seen(grant, RELEASE + timedelta(days=300_000))


@pytest.mark.attack(15)
@pytest.mark.parametrize("code", [c for c in CODES if c.startswith("NORN_")] + ["V", "UKJENT"])
def test_what_else_hides_it_goes_on_hiding_it(world: World, code: str) -> None:
    put(delayed("utsatt", shelf.OWN, code))
    with journal(world, "marte", "marte") as grant:
        assert ("utsatt" in seen(grant, RELEASE)) is (code in {"NORN_FORANS", "NORN_UNGDOM"})


def test_a_parent_is_not_shown_what_is_withheld_from_parents(world: World) -> None:
    put(delayed("forans", "lise", "NORN_FORANS"), delayed("ungdom", "lise", "NORN_UNGDOM"))
    with journal(world, "ola", "lise") as grant:
        assert {"ungdom"} == seen(grant, RELEASE) & {"forans", "ungdom"}


def test_a_clinician_sees_it_at_once_and_the_count_of_withheld_is_right(world: World) -> None:
    put(delayed("utsatt", "kari"), undated("uten-dato", "kari"))
    with journal(world, "kari", "kari") as grant:
        before, hidden = len(seen(grant, RELEASE - SECOND)), selectors.withheld_count(grant)
        after, rest = len(seen(grant, RELEASE)), selectors.withheld_count(grant)
    assert (after - before, hidden - rest) == (1, 1)
    actor = world.attested("berg", "kari")
    with gate.open_record(actor, world.patients["kari"], Kind.JOURNAL) as grant:
        assert {"utsatt", "uten-dato"} <= seen(grant, None)


# Staff see nothing, and a system that has sent a document sees it whatever its codes.
BY_CODES = [a for a in Audience if a not in {Audience.STAFF, Audience.SENDER}]


@pytest.mark.parametrize("audience", BY_CODES)
@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("past", [[], ["NORU"]], ids=["now", "past"])
def test_the_rule_for_rows_and_for_former_versions_is_one(
    world: World, audience: Audience, codes: str, past: list[str]
) -> None:
    own_id = world.documents[f"kari {codes}".strip()]
    with journal(world, "kari", "kari") as grant:
        grant.audience = Audience.SYSTEM
        rows = DocumentReference.objects.under(grant).filter(id=own_id)
        of_row = rows.filter(visible(audience, past=past)).exists()
    assert allows(audience, codes.split(), past=past) is of_row


def test_staff_without_care_see_nothing() -> None:
    with pytest.raises(ValueError, match="No rule"):
        allows(Audience.STAFF, ["N"])


@pytest.mark.parametrize(("at", "now", "shown"), [
    (RELEASE, RELEASE, True), (RELEASE, RELEASE - SECOND, False), (None, RELEASE, False),
])  # fmt: skip
def test_a_former_version_waits_as_the_document_does(
    world: World, at: datetime | None, now: datetime, shown: bool
) -> None:
    with journal(world, "kari", "kari") as grant:
        grant.facts = replace(grant.facts, now=now)
        assert visibility.shows(grant, ["NORU"], at, category="A00-1") is shown
        assert visibility.shows(grant, ["NORU", "NORN_FFL"], at, category="A00-1") is False


def words_of(world: World, *own_ids: str) -> None:
    with gate.open_batch(IMPORT, [world.patients[shelf.OWN]], Kind.JOURNAL) as grant:
        rows = DocumentReference.objects.under(grant).filter(
            id__in=[shelf.id_of(each) for each in own_ids]
        )
        DocumentText.objects.add(
            grant,
            [
                DocumentText(
                    patient_id=row.patient_id, document=row, version=1, text="x", vector="x"
                )
                for row in rows
            ],
        )


def test_words_are_found_in_what_is_shown_only(world: World) -> None:
    put(
        delayed("utsatt"),
        document("feil", status="entered-in-error"),
        document("feiltekst", docStatus="entered-in-error"),
        document("vanlig"),
    )
    words_of(world, "utsatt", "feil", "feiltekst", "vanlig")

    def found(grant: Grant, now: datetime) -> set[str]:
        grant.facts = replace(grant.facts, now=now)
        titles = DocumentText.objects.under(grant).values_list("document__title", flat=True)
        return {title.removeprefix("Epikrise ") for title in titles}

    with journal(world, "marte", "marte") as grant:
        assert found(grant, RELEASE - SECOND) == {"vanlig"}
        assert found(grant, RELEASE) == {"vanlig", "utsatt"}
        grant.audience = Audience.CLINICIAN
        assert found(grant, RELEASE) == {"vanlig", "utsatt", "feil", "feiltekst"}
