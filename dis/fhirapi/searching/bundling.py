"""The searchset: texts of rows as they are, between the few lines that are ours."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from access.codes import Audience
from access.grant import Grant
from common.declarations import FhirType
from fhirapi import registry, serving
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Issue, outcome
from fhirapi.searching.including import Included
from fhirapi.tokens.elevating import PVK

# Told like the national register of results does (norway.md 3).
_PART, _ALL = "Specific", "General"


def entries(
    call: Call, grant: Grant | None, fhir_type: FhirType, rows: Sequence[Any], mode: str
) -> list[str]:
    """The entries of rows, which the log then has as listed."""
    texts = serving.shaped(call, fhir_type, serving.text_of(grant, fhir_type, rows))
    if grant is not None and registry.rest_of(fhir_type).kind:
        grant.note(serving.items(grant, fhir_type, rows))
    start, end = f'{{"fullUrl":"{call.base}/{fhir_type.name}/', f',"search":{{"mode":"{mode}"}}}}'
    return [
        f'{start}{row.id}","resource":{text}{end}' for row, text in zip(rows, texts, strict=True)
    ]


def of_included(call: Call, grant: Grant | None, found: Sequence[Included]) -> list[str]:
    return [
        each
        for fhir_type, rows in found
        for each in entries(call, grant, fhir_type, rows, "include")
    ]


def withheld(grant: Grant | None, types: Sequence[FhirType]) -> list[Issue]:
    """How much of these types is kept from who treats the patient; citizens are told of nothing.

    The number is that of the record, whatever was searched for: it may not tell what is in them.
    """
    if grant is None or grant.audience is not Audience.CLINICIAN:
        return []
    rests = [registry.rest_of(each) for each in types]
    count = sum(rest.withheld(grant) for rest in rests if rest.withheld)
    if not count:
        return []
    shows_any = any(rest.rows(grant).exists() for rest in rests)
    names = ", ".join(each.name for each in types)
    text = f"{count} withheld of {names} in this record: the patient or the sender has closed them."
    return [Issue("suppressed", text, "", "information", (PVK, _PART if shows_any else _ALL))]


def told(issues: Sequence[Issue]) -> list[str]:
    """The entry that says what a reader has to know beside what was found."""
    if not issues:
        return []
    return [f'{{"resource":{outcome(issues)},"search":{{"mode":"outcome"}}}}']


def searchset(
    parts: Sequence[str], *, own_link: str, next_link: str = "", total: int | None = None
) -> Answer:
    links = [{"relation": "self", "url": own_link}]
    links += [{"relation": "next", "url": next_link}] if next_link else []
    head: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    head |= {} if total is None else {"total": total}
    text = json.dumps(head | {"link": links})
    entry = f',"entry":[{",".join(parts)}]' if parts else ""
    return Answer(200, f"{text[:-1]}{entry}}}")


def own_link(call: Call, path: str, understood: Sequence[tuple[str, str]]) -> str:
    query = f"?{urlencode(understood)}" if understood else ""
    return f"{call.base}/{path}{query}"
