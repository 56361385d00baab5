"""A copy of everything: every store for the operator, and for the citizen what he may see."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from access import copies, exporting, gate
from access.attestation import Statement
from access.codes import Action, Basis, Ground, Kind
from common import clock
from common.identifiers import national_ids_in
from demo.cast.persons import persons
from tests.cast import World, canary
from tests.journal.shelf import document, put
from tests.log_reading import events, items
from worklist import owners, services
from worklist.codes import TaskCode

pytestmark = [pytest.mark.django_db, pytest.mark.attack(85)]
REASON = "Kom til samtale kanarigrunn"


def everything(world: World, slug: str = "kari") -> zipfile.ZipFile:
    file = io.BytesIO()
    exporting.export_everything(world.patients[slug], file)
    return zipfile.ZipFile(file)


def own(world: World, slug: str = "kari") -> zipfile.ZipFile:
    file = io.BytesIO()
    exporting.export_own(world.citizen(slug), world.patients[slug], file)
    return zipfile.ZipFile(file)


def text(copy: zipfile.ZipFile) -> str:
    return "\n".join(copy.read(name).decode("utf-8", "replace") for name in copy.namelist())


def manifest(copy: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(copy.read("manifest.json"))
    return found


def test_the_operators_copy_has_every_row_of_every_table_about_patients(world: World) -> None:
    kari = world.patients["kari"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public'")
        about_patients = {row[0] for row in cursor.fetchall()}

    copy = everything(world)

    assert set(manifest(copy)["tables"]) >= about_patients
    rows = json.loads(copy.read("tabeller/journal_documentreference.json"))
    assert len(rows) == sum(name.split()[0] == "kari" for name in world.documents)
    assert {row["patient_id"] for row in rows} == {str(kari)}


def test_the_manifest_names_each_file_with_its_check_sum(world: World) -> None:
    copy = everything(world)

    told = {each["path"]: each["sha256"] for each in manifest(copy)["files"]}
    there = {name: hashlib.sha256(copy.read(name)).hexdigest() for name in copy.namelist()}
    del there["manifest.json"]
    assert told == there


def test_the_operators_copy_holds_bytes_former_versions_words_and_grounds(world: World) -> None:
    put(document("changed", "kari", description="Før kanariendring"))
    put(document("changed", "kari"))
    world.attested("dahl", "kari", Statement(Basis.DECLARED, Ground.TREATING, REASON))

    found = text(everything(world))

    assert canary("kari NORU") in found
    assert "kanariendring" in found
    assert REASON in found
    assert canary("ola N") not in found


def test_a_key_is_in_no_copy(world: World) -> None:
    rows = json.loads(everything(world).read("tabeller/access_patientkey.json"))

    assert len(rows) == 1
    assert "sealed" not in rows[0]


@pytest.mark.parametrize("make", [everything, own])
def test_only_the_patients_own_number_stands_in_clear(world: World, make: Any) -> None:
    found = text(make(world))

    own_number = persons(clock.today())["kari"].national_id
    assert {match.group(1) + match.group(2) for match in national_ids_in(found)} == {own_number}


def test_the_citizens_copy_has_what_he_may_see_and_nothing_else(world: World) -> None:
    put(document("changed", "kari", content=[{"attachment": {"data": "ZsO4cg=="}}]))
    put(document("changed", "kari"))
    world.attested("dahl", "kari", Statement(Basis.DECLARED, Ground.TREATING, REASON))
    world.sign_in("dahl")

    copy = own(world)

    found, names = text(copy), copy.namelist()
    assert canary("kari N") in found
    assert canary("kari NORS") in found
    assert "innsynslogg.csv" in names
    assert any("til-20" in name for name in names)
    for hidden in ("NORU", "NORN_ALL", "NORN_NY", "V"):
        assert canary(f"kari {hidden}") not in found
        assert canary(f"title kari {hidden}") not in found
    assert REASON not in found
    assert canary("ola N") not in found


def test_the_log_says_that_a_copy_was_made(world: World) -> None:
    kari = world.patients["kari"]
    own(world)
    everything(world)

    assert [item.outcome for item in items(kari)].count("exported") == 2
    assert Action.DOWNLOAD in {event.action for event in events(kari)}


def test_the_command_writes_for_its_user_only(world: World, tmp_path: Path) -> None:
    file = tmp_path / "kopi.zip"

    call_command("export_patient", str(world.patients["kari"]), str(file))

    assert file.stat().st_mode & 0o077 == 0
    assert manifest(zipfile.ZipFile(file))["made_for"] == "operator"
    with pytest.raises(FileExistsError):
        call_command("export_patient", str(world.patients["kari"]), str(file))


def asked_for_access(world: World) -> uuid.UUID:
    owner = owners.by_id(world.roles["vik"].legal_entity_id)
    assert owner
    request = services.Request(
        code=TaskCode.ACCESS,
        focus_type="Organization",
        focus_id=owner.id,
        focus_text="Alt",
        owner=owner,
        key=uuid.uuid4(),
    )
    actor, kari = world.citizen("kari"), world.patients["kari"]
    with gate.open_record(actor, kari, Kind.TASK, action=Action.WRITE) as grant:
        return services.ask(grant, request).id


def answered(world: World, task_id: uuid.UUID, slug: str, **more: str) -> Any:
    browser = world.sign_in(slug)
    browser.post(f"/oppgaver/{task_id}/", {"do": "take", "version": "1"})
    given = {"do": "answer", "version": "2", "words": "Du finner kopien her.", **more}
    return browser.post(f"/oppgaver/{task_id}/", given)


def test_a_privacy_officer_grants_a_copy_and_who_asked_fetches_it(world: World) -> None:
    task_id = asked_for_access(world)
    browser = world.sign_in("kari")
    before = browser.get(f"/henvendelser/{task_id}/kopi/", follow=False)

    answered(world, task_id, "vik", result="complete", copy="on")

    page = browser.get(f"/henvendelser/{task_id}/")
    answer: Any = browser.get(page.context["page"].copy_url)
    data = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert canary("kari N") in text(zipfile.ZipFile(io.BytesIO(data)))
    assert before.status_code == 404


@pytest.mark.parametrize(
    ("slug", "given"),
    [
        ("sekretar", {"result": "complete", "copy": "on"}),
        ("vik", {"result": "reject", "copy": "on"}),
        ("vik", {"result": "complete"}),
    ],
)
def test_without_the_officers_yes_there_is_no_copy(
    world: World, slug: str, given: dict[str, str]
) -> None:
    task_id = asked_for_access(world)

    answered(world, task_id, slug, **given)

    browser = world.sign_in("kari")
    assert browser.get(f"/henvendelser/{task_id}/").context["page"].copy_url == ""
    assert browser.get(f"/henvendelser/{task_id}/kopi/").status_code == 404


def test_a_copy_is_for_who_asked_and_for_thirty_days(world: World, time_machine: Any) -> None:
    task_id = asked_for_access(world)
    answered(world, task_id, "vik", result="complete", copy="on")
    address = f"/henvendelser/{task_id}/kopi/"

    assert world.sign_in("ola").get(address).status_code == 404
    assert world.sign_in("vik").get(address).status_code in {403, 404}
    time_machine.move_to(clock.now() + timedelta(days=copies.DAYS, seconds=1))
    assert world.sign_in("kari").get(address).status_code == 404
