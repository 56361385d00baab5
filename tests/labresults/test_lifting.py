"""What is lifted out of results: values and limits of every shape, codes, groups, units; and how
results find their reports in any order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from common.declarations import Incoming
from common.references import local_id
from labresults import lifting
from labresults.analytes import ANALYTES
from labresults.groups import LOINC, NLK, group_of
from labresults.models import DiagnosticReport, Observation
from labresults.units import COMMON, UCUM, by_library, code_of, factor
from labresults.values import EXTENSION
from tests.cast import SOURCE, Resource, World
from tests.examples import EXAMPLES, needed
from tests.labresults.results import observation, order, put, quantity, report
from tests.log_reading import rows_of


def lifted(resource: Resource, wire: str = "") -> dict[str, Any]:
    text = wire or json.dumps(resource)
    return lifting.observation(Incoming("", SOURCE, "1", resource, text, b""))


def shown(**more: Any) -> dict[str, Any]:
    found: dict[str, Any] = lifted(observation("en", **more))["shown"]
    return found


def test_a_number_keeps_how_it_was_written() -> None:
    resource = observation("en", valueQuantity=quantity(1.5))
    wire = json.dumps(resource).replace('"value": 1.5', '"value": 1.50')
    assert lifted(resource, wire)["shown"]["r"] == "1.50"
    assert lifted(resource, wire)["shown"]["n"] == 1.5


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"low": quantity(3.5), "high": quantity(11)}, (3.5, 11)),
        ({"text": "3,5 - 11,0"}, (3.5, 11)),
        ({"text": "< 0,5"}, (None, 0.5)),
        ({"text": "> 60"}, (60, None)),
        ({"low": quantity(0), "high": quantity(5)}, (0, 5)),
        ({"text": "Se kommentar 3,5 - 11"}, (None, None)),
        ({"low": quantity(35, "g/L")}, (None, None)),
    ],
)
def test_limits_are_read_from_numbers_and_from_words(
    limits: dict[str, Any], found: tuple[float | None, float | None]
) -> None:
    made = shown(referenceRange=[limits])
    assert (made.get("lo"), made.get("hi")) == found


@pytest.mark.parametrize(
    ("value", "comparator", "judged", "flag"),
    [
        (16, None, "", "H"),
        (9, None, "", "L"),
        (13, None, "", ""),
        (16, "<", "", ""),
        (9, ">", "", ""),
        (13, None, "1", "H"),
        (13, None, "2", "L"),
        (13, None, "3", "A"),
        (16, None, "N", ""),
    ],
)
def test_it_lies_as_the_laboratory_says_or_else_as_its_limits(
    value: float, comparator: str | None, judged: str, flag: str
) -> None:
    said = quantity(value, **({"comparator": comparator} if comparator else {}))
    more: dict[str, Any] = {"referenceRange": [{"low": quantity(11.7), "high": quantity(15.3)}]}
    if judged:
        more["interpretation"] = [{"coding": [{"code": judged}]}]
    assert lifted(observation("en", valueQuantity=said, **more))["flag"] == flag


def test_other_values_than_numbers_are_texts() -> None:
    assert shown(valueCodeableConcept={"text": "Ikke påvist"})["t"] == "Ikke påvist"
    assert shown(valueString="x" * 700)["more"] is True
    assert shown(valueRange={"low": quantity(1), "high": quantity(5)})["t"] == "1 g/dL – 5 g/dL"
    assert shown(valueBoolean=False)["b"] is False
    much = quantity(5, extension=[{"url": f"{EXTENSION}comparator", "valueCode": "ML"}])
    assert shown(valueQuantity=much)["c"] == "<<"


def test_parts_stand_beside_each_other() -> None:
    parts = [
        {"code": {"text": name}, "valueQuantity": quantity(value, "mm[Hg]")}
        for name, value in (("Over", 140), ("Under", 80))
    ]
    found = lifted(observation("en", coding=(LOINC, "85354-9"), valueString="", component=parts))
    assert [part["n"] for part in found["shown"]["p"]] == [140, 80]
    assert (found["unit"], found["group"]) == ("mm[Hg]", "measurements")


def test_the_norwegian_code_names_it_where_there_are_several() -> None:
    coding = [{"system": LOINC, "code": "718-7"}, {"system": NLK, "code": "NOR05172"}]
    found = lifted(observation("en", code={"coding": coding}))
    assert (found["code_system"], found["code"]) == (NLK, "NOR05172")


def test_no_national_number_is_lifted() -> None:
    assert "13116900216" not in json.dumps(shown(valueString="Gjelder 13116900216"))


@pytest.mark.parametrize(
    ("codings", "categories", "group"),
    [
        ([(NLK, "NPU04998")], ["LAB"], "kidney"),
        ([("urn:oid:2.16.578.1.12.4.1.1.7010", "M1")], [], "pathology"),
        ([("urn:oid:2.16.578.1.12.4.1.1.7270", "X")], [], "imaging"),
        ([(NLK, "NPU99999")], [], "chemistry"),
        ([], ["MBIO"], "microbiology"),
        ([("x", "y")], [], "other"),
    ],
)
def test_each_has_a_group(
    codings: list[tuple[str, str]], categories: list[str], group: str
) -> None:
    assert group_of(codings, categories) == group


def test_no_code_names_two_analytes() -> None:
    codes = [coding for each in set(ANALYTES.values()) for coding in each.codings]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("unit", "code"),
    [("10E9/L", "10*9/L"), ("µmol/l", "umol/L"), ("mIE/L", "m[IU]/L"), ("mmHg", "mm[Hg]")],
)
def test_units_as_they_are_written_are_known(unit: str, code: str) -> None:
    assert code_of(unit, "", "") == code
    assert code_of("noe annet", code, UCUM) == code


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("g/L", "g/dL", 0.1),
        ("mmol/L", "umol/L", 1000),
        ("mm[Hg]", "kPa", 0.133322),
        ("U/L", "[IU]/L", None),
        ("mg/dL", "mmol/L", None),
        ("Cel", "[degF]", None),
        ("mL/min/{1.73_m2}", "mL/min", None),
        ("", "g/L", None),
        ("tull", "g/L", None),
    ],
)
def test_only_what_has_a_common_measure_is_converted(
    one: str, other: str, times: float | None
) -> None:
    found = factor(one, other)
    assert found == (pytest.approx(times, rel=1e-4) if times is not None else None)


@pytest.mark.parametrize(("pair", "times"), COMMON.items())
def test_the_library_says_the_same_of_common_units(pair: tuple[str, str], times: float) -> None:
    assert by_library(*pair) == pytest.approx(times)
    assert factor(pair[1], pair[0]) == pytest.approx(1 / times)


def _rows() -> tuple[Any, Any]:
    found = Observation.ungated.get(id=local_id(SOURCE, "Observation", "hb"))
    return found, DiagnosticReport.ungated.get(id=local_id(SOURCE, "DiagnosticReport", "svar"))


@pytest.mark.django_db
@pytest.mark.parametrize("order_of", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_result_has_what_its_report_says_in_any_order(
    world: World, order_of: tuple[int, ...]
) -> None:
    result = observation("hb")
    del result["performer"]
    asked = [{"reference": "ServiceRequest/bestilt"}]
    sent = [order("bestilt"), report("svar", result, basedOn=asked, codes="NORS"), result]
    for number in order_of:
        put(sent[number])
    with rows_of(world.patients["kari"]):
        found, its_report = _rows()
    assert (found.report_id, its_report.requester) == (its_report.id, "Marit Sollid")
    assert (found.laboratory, found.requester) == ("Laboratoriet på UNN", "Marit Sollid")
    assert found.security == ["N", "NORS"]


@pytest.mark.django_db
def test_a_report_that_is_opened_opens_its_results(world: World) -> None:
    result = observation("hb")
    put(report("svar", result, codes="NORS"), result)
    put(report("svar", result, codes="N"))
    with rows_of(world.patients["kari"]):
        found, _ = _rows()
    assert found.security == ["N"]


def _examples() -> Iterator[tuple[str, Resource]]:
    for folder in ("02-prove-og-rontgensvar", "07-ips", "08-pasientpopulasjoner"):
        for path in sorted((EXAMPLES / folder).glob("*.json"))[:40]:
            resource = json.loads(path.read_text("utf-8"))
            inside = [each.get("resource", {}) for each in resource.get("entry", ())]
            for each in [resource, *inside]:
                if each.get("resourceType") == "Observation" and each.get("status"):
                    yield path.name, each


@needed
def test_every_published_result_has_a_name_and_a_group() -> None:
    count = 0
    for name, resource in _examples():
        found = lifted(resource)
        count += 1
        assert found["group"], name
        assert found["code"] or found["title"], name
        assert len(json.dumps(found["shown"])) < 20_000, name
    assert count > 500
