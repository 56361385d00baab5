"""Every published example goes in over the API and comes back equal, or is refused with a place."""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from access import gate
from access.codes import Kind
from access.receiving import IMPORT
from common.errors import Unacceptable
from common.rest import Interaction
from fhirapi import registry, serving, wire
from tests.cast import World
from tests.examples import EXAMPLES, needed
from tests.fhirapi.calling import call, resource

pytestmark = [pytest.mark.django_db, needed]

ELSEWHERE = "http://examples.test"
_RELATIVE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}")
_PLACE = re.compile(r"Bundle\.entry\[(\d+)\]")
# So many resources of a file are tried: the largest hold hundreds of the same kind.
MOST = 40


@dataclass
class Table:
    """What became of the resources, by type."""

    equal: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [f"{count:6} equal    {name}" for name, count in sorted(self.equal.items())]
        rows += [
            f"{count:6} refused  {name}: {why}"
            for (name, why), count in sorted(self.refused.items())
        ]
        return "\n".join(rows)


@dataclass(frozen=True)
class Sending:
    """A resource with the URL by which others name it; `is_stub` for a patient it needs."""

    full_url: str
    value: dict[str, Any]
    text: str
    is_stub: bool = False

    @property
    def type_name(self) -> str:
        return str(self.value["resourceType"])

    def entry(self) -> str:
        request = f'{{"method": "POST", "url": "{self.type_name}"}}'
        url = json.dumps(self.full_url)
        return f'{{"fullUrl": {url}, "resource": {self.text}, "request": {request}}}'


def test_examples_come_back_as_they_were_sent_or_are_refused_with_a_place(world: World) -> None:
    table = Table()

    for path in sorted(EXAMPLES.rglob("*.json")):
        if wanted := list(sendings(path)):
            send(world, wanted, table)

    print(f"\n{table}")  # noqa: T201 - the table is what the test is read for.
    assert not table.different, table.different[:3]
    assert sum(table.equal.values()) > 500


def sendings(path: Path) -> Iterator[Sending]:
    """What of a file can be created over the API, and patients whom it names only."""
    try:
        slices = wire.read(path.read_text(encoding="utf-8-sig").strip())
    except (Unacceptable, UnicodeDecodeError):
        return
    found = [each for each in slices if is_created(each.value.get("resourceType"))][:MOST]
    urls = {url_of(each.full_url, each.value) for each in found}
    for each in found:
        yield Sending(url_of(each.full_url, each.value), each.value, each.text)
    for named in {named for each in found for named in patients_named(each.value)} - urls:
        stub = {"resourceType": "Patient", "id": "stub"}
        yield Sending(named, stub, json.dumps(stub), is_stub=True)


def is_created(name: object) -> bool:
    found = registry.served().get(str(name))
    return found is not None and Interaction.CREATE in registry.rest_of(found).interactions


def url_of(full_url: str, value: Mapping[str, Any]) -> str:
    own_id = value.get("id") or uuid.uuid4()
    return full_url or f"{ELSEWHERE}/{value['resourceType']}/{own_id}"


def patients_named(value: Mapping[str, Any]) -> Iterator[str]:
    """The full URLs of the patients that a resource is about."""
    for name in ("subject", "patient"):
        found = value.get(name)
        reference = found.get("reference") if isinstance(found, dict) else None
        if isinstance(reference, str) and not reference.startswith("#"):
            is_relative = _RELATIVE.fullmatch(reference)
            url = f"{ELSEWHERE}/{reference}" if is_relative else reference
            if is_relative is None or reference.startswith("Patient/"):
                yield url


def send(world: World, wanted: list[Sending], table: Table) -> None:
    """Post them in one transaction; what it refuses is left out, and the rest posted again."""
    while wanted:
        entries = ",".join(each.entry() for each in wanted)
        text = f'{{"resourceType": "Bundle", "type": "transaction", "entry": [{entries}]}}'
        answer = call(world, "system", "POST", "", body=text)
        found = resource(answer)
        if answer.status == 200:
            compare(wanted, [each["response"]["location"] for each in found["entry"]], table)
            return
        issue = found["issue"][0]
        place = _PLACE.match(issue.get("expression", [""])[0])
        assert place, answer.text
        refused = wanted.pop(int(place[1]))
        at = issue["expression"][0].partition(".resource")[2].strip(".")
        table.refused[refused.type_name, f"{at}: {issue['diagnostics']}"[:110]] += 1


def compare(wanted: list[Sending], locations: list[str], table: Table) -> None:
    names = ["/".join(each.split("/")[-4:-2]) for each in locations]
    links = {}
    for each, name in zip(wanted, names, strict=True):
        links[each.full_url] = name
        if match := re.fullmatch(r"https?://.+/([^/]+/[^/]+)", each.full_url):
            links.setdefault(match[1], name)
    kept = texts_of(names)
    for each, name in zip(wanted, names, strict=True):
        if each.is_stub:
            continue
        same = comparable(json.loads(each.text, parse_float=str), links)
        if comparable(json.loads(kept[name], parse_float=str), {}) == same:
            table.equal[each.type_name] += 1
        else:
            table.different.append(f"{name}: {each.text[:300]} -> {kept[name][:300]}")


def texts_of(names: list[str]) -> dict[str, str]:
    """What is served of these resources."""
    patient_ids = [uuid.UUID(name[8:]) for name in names if name.startswith("Patient/")]
    found: dict[str, str] = {}
    with gate.open_batch(IMPORT, patient_ids, Kind.RECORD) as grant:
        for type_name in {name.partition("/")[0] for name in names}:
            fhir_type = registry.served()[type_name]
            ids = [name.partition("/")[2] for name in names if name.startswith(f"{type_name}/")]
            rows = list(registry.rest_of(fhir_type).rows(grant).filter(id__in=ids))
            texts = serving.text_of(grant, fhir_type, rows)
            found |= {f"{type_name}/{row.id}": text for row, text in zip(rows, texts, strict=True)}
    return found


def comparable(value: Any, links: Mapping[str, str]) -> Any:
    """The resource without what the server owns, and with the names that entries have here."""
    found = renamed(value, links)
    found.pop("id", None)
    meta = {
        key: each
        for key, each in (found.pop("meta", None) or {}).items()
        if key not in {"versionId", "lastUpdated"}
    }
    return found | ({"meta": meta} if meta else {})


def renamed(value: Any, links: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [renamed(each, links) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: links.get(each, each)
        if key in {"reference", "url", "valueUri"} and isinstance(each, str)
        else renamed(each, links)
        for key, each in value.items()
    }
