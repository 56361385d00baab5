"""The cast's Bundles are FHIR R4 as Norwegian systems send it, and always the same."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from common.identifiers import NATIONAL_SYSTEMS
from demo.cast.organisations import organisations
from demo.cast.resources import bundles, former_bundles
from demo.cast.texts import documents
from journal.life import KEPT_AS, RELEASE_DATE, STATUS_REASONS

from .conftest import TODAY

Told = list[dict[str, Any]]


def _resources(told: Told, kind: str) -> Iterator[dict[str, Any]]:
    for bundle in told:
        for entry in bundle["entry"]:
            if entry["resource"]["resourceType"] == kind:
                yield entry["resource"]


def test_every_bundle_is_valid_and_names_its_sender(told: Told) -> None:
    for bundle in told:
        Bundle.model_validate(bundle)
        assert bundle["type"] == "transaction"
        source = bundle["meta"]["source"]
        assert all(entry["resource"]["meta"]["source"] == source for entry in bundle["entry"])


def test_it_is_the_same_every_time(told: Told) -> None:
    assert list(bundles(TODAY)) == told


def test_no_sender_says_the_same_thing_twice(told: Told) -> None:
    keys = Counter(
        (entry["resource"]["meta"]["source"], entry["request"]["url"])
        for bundle in told
        for entry in bundle["entry"]
    )
    assert max(keys.values()) == 1


def test_every_reference_names_something_of_the_same_sender(told: Told) -> None:
    sent: dict[str, set[str]] = {}
    for bundle in told:
        known = sent.setdefault(bundle["meta"]["source"], set())
        known |= {entry["request"]["url"] for entry in bundle["entry"]}
        for entry in bundle["entry"]:
            for aim in _references(entry["resource"]):
                assert aim.startswith("#") or aim in known, (entry["request"]["url"], aim)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def test_size_and_hash_are_those_of_the_binary(told: Told) -> None:
    data = {b["id"]: base64.b64decode(b["data"]) for b in _resources(told, "Binary")}
    found = list(_resources(told, "DocumentReference"))
    assert len(found) == len(documents(TODAY))
    attachments = [content["attachment"] for each in found for content in each["content"]]
    sent = [attachment for attachment in attachments if "url" in attachment]
    assert len(sent) == len(data) == len(attachments) - 1  # One lies on paper.
    for attachment in sent:
        content = data[attachment["url"].removeprefix("Binary/")]
        digest = hashlib.sha1(content, usedforsecurity=False).digest()
        assert attachment["size"] == len(content)
        assert attachment["hash"] == base64.b64encode(digest).decode()


def test_a_corrected_summary_says_what_it_replaces(told: Told) -> None:
    relations = [r["relatesTo"] for r in _resources(told, "DocumentReference") if "relatesTo" in r]
    assert sorted(each[0]["code"] for each in relations) == ["appends", "replaces"]


def test_every_turn_in_the_life_of_a_document_occurs(told: Told) -> None:
    found = list(_resources(told, "DocumentReference"))
    assert {each["docStatus"] for each in found} == {
        *("preliminary", "final", "amended", "entered-in-error"),
    }
    urls = [extension["url"] for each in found for extension in each.get("extension", ())]
    assert Counter(urls) == {STATUS_REASONS[0]: 1, RELEASE_DATE: 3, KEPT_AS: 1}
    assert [len(each["content"]) for each in found if len(each["content"]) > 1] == [3]
    late = [e for e in found if e["date"] > e["content"][0]["attachment"]["creation"]]
    assert [each["description"] for each in late] == ["Sårkontroll, legg"]


def test_former_versions_are_of_documents_that_there_are(told: Told) -> None:
    ids = {each["id"] for each in _resources(told, "DocumentReference")}
    former = list(former_bundles(TODAY))
    sent = [each["id"] for each in _resources(former, "DocumentReference")]
    assert Counter(Counter(sent).values()) == {1: 1, 2: 1}
    assert set(sent) <= ids


def test_patients_have_one_national_number_and_the_dead_a_date(told: Told) -> None:
    found = list(_resources(told, "Patient"))
    for patient in found:
        assert [each["system"] in NATIONAL_SYSTEMS for each in patient["identifier"]] == [True]
    assert sum("deceasedDateTime" in patient for patient in found) == 1
    labelled = [patient for patient in found if "security" in patient["meta"]]
    assert [patient["name"][0]["family"] for patient in labelled] == ["Solbakk"]
    assert "address" not in labelled[0]


def test_relations_are_current_and_ended(told: Told) -> None:
    episodes = list(_resources(told, "EpisodeOfCare"))
    assert {episode["status"] for episode in episodes} == {"active", "finished"}
    assert all(("end" in e["period"]) == (e["status"] == "finished") for e in episodes)
    assert all("end" in each["period"] for each in _resources(told, "Encounter"))


def test_every_legal_entity_can_be_called(told: Told) -> None:
    legal = [each for each in _resources(told, "Organization") if "partOf" not in each]
    phones = [each["telecom"][0]["value"] for each in legal]
    assert len(set(phones)) == len(legal) > 0


def test_fictitious_numbers_say_so(told: Told) -> None:
    numbered = [*_resources(told, "Organization"), *_resources(told, "Practitioner")]
    assert len(list(_resources(told, "Organization"))) == len(organisations())
    for resource in numbered:
        for identifier in resource["identifier"]:
            if (
                identifier["system"].startswith("urn:oid")
                and identifier["system"] not in NATIONAL_SYSTEMS
            ):
                assert identifier["assigner"]["display"].startswith("Fiktivt")
