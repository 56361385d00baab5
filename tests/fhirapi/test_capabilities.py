"""Owns what the CapabilityStatement says: legal FHIR, and nothing that is not declared."""

from __future__ import annotations

import json
from typing import Any

from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from common.rest import Interaction
from fhirapi import capabilities, registry

BASE = "https://dis.example/fhir/R4"


def statement() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capabilities.answer(BASE).text)
    return found


def resources() -> dict[str, dict[str, Any]]:
    (rest,) = statement()["rest"]
    return {each["type"]: each for each in rest["resource"]}


def test_the_statement_is_legal_and_of_r4() -> None:
    found = statement()
    CapabilityStatement.model_validate(found)
    assert found["fhirVersion"] == "4.0.1"
    assert found["implementation"]["url"] == BASE
    assert "application/fhir+json" in found["format"]
    assert not any("xml" in each for each in found["format"])


def test_every_declared_type_is_in_it_with_what_it_does() -> None:
    found = resources()
    assert found.keys() == {*registry.served(), "Subscription"}
    for name, fhir_type in registry.served().items():
        rest = registry.rest_of(fhir_type)
        assert {i["code"] for i in found[name]["interaction"]} == {
            i.value for i in rest.interactions
        }
        told = {each["name"]: each["type"] for each in found[name]["searchParam"]}
        assert {p.name: p.type.value for p in rest.parameters}.items() <= told.items()
        assert {"_id", "_lastUpdated", "_tag", "_security"} <= told.keys()
        is_locked = rest.is_clinical and Interaction.UPDATE in rest.interactions
        assert (found[name]["versioning"] == "versioned-update") == is_locked


def test_what_can_be_included_is_a_reference_to_a_type_that_is_served() -> None:
    found = resources()
    for name, each in found.items():
        for include in each.get("searchInclude", []):
            assert include.split(":")[0] == name
        for include in each.get("searchRevInclude", []):
            assert include.split(":")[0] in found


def test_tokens_are_told_in_words_and_by_smart() -> None:
    security = statement()["rest"][0]["security"]
    (smart,) = security["extension"]
    assert {each["url"] for each in smart["extension"]} >= {"authorize", "token"}
    assert "DPoP" in security["description"]
    assert security["service"][0]["coding"][0]["code"] == "SMART-on-FHIR"


def test_it_is_made_once() -> None:
    assert capabilities.answer(BASE).text is capabilities.answer(BASE).text
