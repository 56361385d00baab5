"""The persons of the cast are who DESIGN.md says, at any time, and none of them is real."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from common.identifiers import Kind, accept_organization_number, parse_national_id
from demo.cast.calendar import age_on, reference_day
from demo.cast.numbers import synthetic_national_id
from demo.cast.organisations import DEPARTMENT, LEGAL, SUB_UNIT, organisations
from demo.cast.persons import patients, persons
from demo.cast.sign_ins import HELSEID, IDPORTEN, sign_ins
from demo.cast.staff import SIGNING_IN, workers

from .conftest import TODAY

ROOT = Path(__file__).resolve().parents[2]
AGES = {"kari": 42, "nils": 13, "lise": 6, "astrid": 79}
DAYS = [TODAY + timedelta(days=step) for step in range(0, 800, 31)] + [date(2028, 2, 29)]


@pytest.mark.parametrize("day", DAYS)
def test_ages_are_the_same_on_every_day(day: date) -> None:
    found = {slug: age_on(day, persons(day)[slug].birth_date) for slug in AGES}
    assert found == AGES


@pytest.mark.parametrize("day", DAYS)
def test_every_national_id_is_synthetic_and_valid(day: date) -> None:
    numbers = [person.national_id for person in persons(day).values()]
    assert all(parse_national_id(number).is_synthetic for number in numbers)
    assert all(int(number[2:4]) > 80 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_birth_date_and_sex_stand_in_the_number() -> None:
    for person in persons(TODAY).values():
        day = int(person.national_id[0:2]) - (40 if person.is_d_number else 0)
        assert (day, int(person.national_id[2:4]) - 80) == (
            person.birth_date.day,
            person.birth_date.month,
        )
        assert int(person.national_id[8]) % 2 == (person.gender == "male")


def test_some_have_a_synthetic_d_number() -> None:
    kinds = [
        parse_national_id(p.national_id).kind for p in persons(TODAY).values() if p.is_d_number
    ]
    assert kinds == [Kind.DNR, Kind.DNR]


def test_the_factory_gives_the_same_number_for_the_same_person() -> None:
    born = date(2013, 9, 5)
    first = synthetic_national_id("nils", born, female=False)
    assert first == synthetic_national_id("nils", born, female=False)
    assert first != synthetic_national_id("lise", born, female=True)


def test_the_lists_have_hard_names_and_hard_cases() -> None:
    everybody = patients(TODAY).values()
    letters = set("".join(person.name.lower() for person in everybody))
    assert set("áčđŋšŧžæøå") <= letters
    assert max(len(person.name) for person in everybody) > 50
    assert sum(person.deceased_on is not None for person in everybody) == 1
    assert [p.address for p in everybody if p.address_confidentiality] == [None]


def test_organisations_have_three_levels_and_numbers_nobody_has() -> None:
    found = organisations().values()
    assert len([each for each in found if each.kind == LEGAL]) >= 6
    assert {each.kind for each in found} == {LEGAL, SUB_UNIT, DEPARTMENT}
    numbers = [each.organization_number for each in found if each.organization_number]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert accept_organization_number(number) == number
        assert number[0] == "1"


def test_health_personnel_have_numbers_of_their_own() -> None:
    numbers = [worker.hpr_number for worker in workers().values()]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 9 and number.startswith("99") for number in numbers)
    assert all(unit in organisations() for worker in workers().values() for unit in worker.units)


def test_sign_ins_are_those_of_the_design() -> None:
    rows = sign_ins(TODAY)
    by_provider = {
        provider: [row["sign_in"] for row in rows if row["provider"] == provider]
        for provider in (IDPORTEN, HELSEID)
    }
    assert by_provider[IDPORTEN] == ["kari", "ola", "nils", "astrid", "berg"]
    assert by_provider[HELSEID] == [*SIGNING_IN, "lie", "moe", "vik", "strand"]
    assert all(
        bool(r["hpr_number"]) == (r["sign_in"] in by_provider[HELSEID][:6])
        for r in rows
        if r["provider"] == HELSEID
    )
    assert not any(row["hpr_number"] for row in rows if row["provider"] == IDPORTEN)


def test_sign_ins_are_written_without_django(tmp_path: Path) -> None:
    path = tmp_path / "oidc" / "persons.json"
    code = (
        "import runpy, sys; sys.modules['django'] = None; "
        f"sys.argv = ['sign_ins', {str(path)!r}]; "
        "runpy.run_module('demo.cast.sign_ins', run_name='__main__')"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=ROOT / "dis",
        env={**os.environ, "DIS_VAR": str(tmp_path)},
    )
    assert {row["sign_in"] for row in json.loads(path.read_text(encoding="utf-8"))} >= {"kari"}


def test_an_installation_keeps_its_cast(tmp_path: Path) -> None:
    assert reference_day(tmp_path, TODAY) == TODAY
    assert reference_day(tmp_path, TODAY + timedelta(days=400)) == TODAY
