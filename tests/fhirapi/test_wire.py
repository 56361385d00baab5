"""Reading FHIR JSON: each resource with its own text, and every fault with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Unacceptable
from fhirapi import wire

RESOURCE = '{"resourceType" : "Observation", "valueQuantity": {"value": 1.50}, "b": [1e2, "å"]}'


def test_a_single_resource_keeps_its_text() -> None:
    (found,) = wire.read(RESOURCE)

    assert found.text == RESOURCE
    assert found.value["valueQuantity"]["value"] == 1.5


def test_the_entries_of_a_bundle_keep_their_texts() -> None:
    bundle = (
        '{ "entry" : [ {"fullUrl":"urn:uuid:1", "resource":' + RESOURCE + ' , "x": 1} ,\n'
        '{"request": {}}, {"resource": ' + RESOURCE + "}], "
        '"resourceType": "Bundle" }'
    )

    found = wire.read(bundle)

    assert [(each.text, each.full_url) for each in found] == [
        (RESOURCE, "urn:uuid:1"),
        (RESOURCE, ""),
    ]


def test_a_list_has_an_entry_too_and_is_one_resource() -> None:
    text = '{"entry": [{"item": {"reference": "A/1"}}], "resourceType": "List"}'

    (found,) = wire.read(text)

    assert found.value == json.loads(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "line 1 column 1: not JSON"),
        ("[]", "line 1 column 1: not JSON"),
        ('{"a": 1,\n "b": }', "line 2 column 7: not JSON"),
        ('{"a": 1} x', "not JSON"),
        ('{"a": 1', "not JSON"),
        ('{"a" 1}', "not JSON"),
        ('{"x": {"a": 1, "a": 2}}', "'a' stands twice"),
        ('{"a": 1, "a": 2}', "'a' stands twice"),
        ('{"entry": [{"fullUrl": "", "fullUrl": ""}]}', "'fullUrl' stands twice"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": ' + "[" * 100_000, "nested too deep"),
        ('{"a": ' + "9" * 10_000 + "}", "Exceeds the limit"),
    ],
    ids=[
        "empty",
        "list",
        "no value",
        "tail",
        "no end",
        "no colon",
        "twice",
        "twice at the top",
        "twice in an entry",
        "nan",
        "deep",
        "long",
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(Unacceptable) as caught:
        wire.read(text)

    assert reason in str(caught.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.dictionaries(st.text(), _JSON, max_size=4), max_size=4),
    st.sampled_from([None, 1, 2]),
    st.booleans(),
)
def test_any_bundle_is_cut_into_the_texts_it_was_made_of(
    resources: list[dict[str, object]], indent: int | None, ascii_only: bool
) -> None:
    def dumped(value: object) -> str:
        return json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    texts = [dumped(each) for each in resources]
    entries = " ,".join(f'{{ "resource" : {text}\n}}' for text in texts)

    found = wire.read(f'{{"resourceType": "Bundle", "entry": [{entries}]}}')

    assert [each.text for each in found] == texts
    assert [each.value for each in found] == resources
