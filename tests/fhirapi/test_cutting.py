"""Owns how texts are cut: id and meta set, references rewritten, and nothing else touched."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhirapi import cutting, shaping

AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
TIME = "2026-03-01T12:30:15.123Z"


def served(text: str) -> str:
    return cutting.with_server_fields(text, "own", "3", AT)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            '{"resourceType":"Basic"}',
            '{"resourceType":"Basic","id":"own","meta":{"versionId":"3","lastUpdated":"TIME"}}',
        ),
        (
            '{ "id" : "theirs" , "resourceType" : "Basic",\n "value": 1.50 }',
            '{ "id" : "own" , "resourceType" : "Basic",'
            '"meta":{"versionId":"3","lastUpdated":"TIME"},\n "value": 1.50 }',
        ),
        (
            '{"resourceType":"Basic","meta":{},"id":"x"}',
            '{"resourceType":"Basic","meta":{"versionId":"3","lastUpdated":"TIME"},"id":"own"}',
        ),
        (
            '{"meta":{"lastUpdated":"2001","source":"urn:a","tag":[{"code":"x"}]},'
            '"resourceType":"Basic"}',
            '{"meta":{"versionId":"3","lastUpdated":"TIME","source":"urn:a","tag":[{"code":"x"}]},'
            '"resourceType":"Basic","id":"own"}',
        ),
        (
            '{"resourceType":"Basic","meta":{"source":"a","versionId":"9"},'
            '"contained":[{"id":"c","meta":{"versionId":"9"}}]}',
            '{"resourceType":"Basic","id":"own",'
            '"meta":{"lastUpdated":"TIME","source":"a","versionId":"3"},'
            '"contained":[{"id":"c","meta":{"versionId":"9"}}]}',
        ),
    ],
)
def test_only_what_is_the_servers_changes(text: str, wanted: str) -> None:
    assert served(text) == wanted.replace("TIME", TIME)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=6), JSON, max_size=5), st.sampled_from([None, 2, "\t"]))
@settings(max_examples=60, deadline=None)
def test_whatever_else_there_is_stays(more: dict[str, object], indent: int | str | None) -> None:
    sent = {"resourceType": "Basic", **more, "meta": {"source": "urn:a"}}
    found = json.loads(served(json.dumps(sent, indent=indent, ensure_ascii=False)))
    assert found.pop("id") == "own"
    assert found.pop("meta") == {"versionId": "3", "lastUpdated": TIME, "source": "urn:a"}
    rest = {name: value for name, value in sent.items() if name not in {"id", "meta"}}
    assert found == rest


def test_a_reference_is_a_member_and_never_a_text() -> None:
    text = json.dumps(
        {
            "subject": {"reference": "Patient/1"},
            "note": 'he wrote "reference": "Patient/1" and {"reference":"Patient/1"}',
            "display": "reference",
            "content": [{"attachment": {"url": "Binary/b"}}, {"url": "http://x/Binary/b"}],
        }
    )
    found = json.loads(cutting.with_references(text, lambda old: f"{old}-ours"))
    sent = json.loads(text)
    assert found["subject"]["reference"] == "Patient/1-ours"
    assert found["content"][0]["attachment"]["url"] == "Binary/b-ours"
    assert [found[k] for k in ("note", "display")] == [sent[k] for k in ("note", "display")]
    assert found["content"][1] == sent["content"][1]


OBSERVATION = json.dumps(
    {
        "resourceType": "Observation",
        "id": "1",
        "meta": {"versionId": "1", "tag": [{"code": "x"}]},
        "text": {"status": "generated", "div": "<div/>"},
        "status": "final",
        "_status": {"id": "a"},
        "code": {"text": "x"},
        "note": [{"text": "n"}],
    }
)


@pytest.mark.parametrize(
    ("query", "gone"),
    [
        ([("_summary", "data")], {"text"}),
        ([("_summary", "true")], {"text", "note"}),
        ([("_summary", "text")], {"note"}),
        ([("_elements", "note,nonsense")], {"text"}),
    ],
)
def test_a_part_of_a_resource_keeps_what_it_must_have(
    query: list[tuple[str, str]], gone: set[str]
) -> None:
    wanted = shaping.asked(query)
    assert wanted
    found = json.loads(shaping.cut_down(OBSERVATION, "Observation", wanted))
    assert json.loads(OBSERVATION).keys() - found.keys() == gone
    assert [each["code"] for each in found["meta"]["tag"]] == ["x", "SUBSETTED"]


@pytest.mark.parametrize("query", [[], [("_summary", "false")], [("_summary", "count")]])
def test_all_of_a_resource_is_not_cut(query: list[tuple[str, str]]) -> None:
    assert shaping.asked(query) is None
