"""References between the entries of a transaction: what names an entry gets the id it has here."""

import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

from common.rest import Interaction
from fhirapi import conditions, registry, searching
from fhirapi.calls import Call
from fhirapi.changes import Change
from fhirapi.outcomes import Refusal
from fhirapi.sent import Sent

_ID = r"[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}"
# Members that may hold a reference (FHIR R4, transaction rules). In a string quotes are escaped, so
# this finds members only. An identifier's `value` is none, whatever it looks like.
_NAMED = re.compile(
    r'(?<!\\)("(?:reference|url|uri|valueUri|valueUrl|valueUuid)"\s*:\s*)("(?:[^"\\]|\\.)*")'
)
_LINKED = re.compile(r'((?:href|src)=\\")((?:[^"\\]|\\[^"])*)(\\")')
_CONDITIONAL = re.compile(r'(?<!\\)"reference"\s*:\s*"([A-Z][A-Za-z]+\?[^"\\]+)"')
_RESTFUL = re.compile(rf"(https?://.+)/({_ID})")


def links_of(full_urls: Mapping[str, str]) -> dict[str, str]:
    """What the entries can be called, by their full URL: the whole of it, and of a server's
    address its last two parts, as others from there name it."""
    found = {}
    for full_url, name in full_urls.items():
        found[full_url] = name
        match = _RESTFUL.fullmatch(full_url)
        if match:
            found.setdefault(match[2], name)
    return found


def searched(call: Call, changes: Iterable[Change]) -> dict[str, str]:
    """What the conditional references among them name, such as Practitioner?identifier=..., each
    searched for once."""
    found: dict[str, str] = {}
    for each in changes:
        for literal in _CONDITIONAL.findall(each.sent.text) if each.sent else ():
            if literal not in found:
                found[literal] = _searched(call, str(literal), each.place)
    return found


def _searched(call: Call, literal: str, place: str) -> str:
    type_name, _, query = literal.partition("?")
    fhir_type = registry.served().get(type_name)
    pairs = parse_qsl(query, keep_blank_values=True)
    if fhir_type is None or not pairs:
        raise Refusal.of(422, "not-supported", f"{literal[:200]} cannot be searched for.", place)
    change = Change(Interaction.READ, fhir_type, uuid.uuid4(), None, place=place, query=pairs)
    ids: Sequence[uuid.UUID]
    if change.is_patient:
        patient_id = conditions.patient_of(call, change)
        ids = [patient_id] if patient_id else []
    elif not change.rest.kind:
        ids = searching.matching(call, fhir_type, pairs)
    else:
        reason = "Only patients and the directory are searched for by a reference."
        raise Refusal.of(422, "not-supported", reason, place)
    if len(ids) != 1:
        count = "Nothing fits" if not ids else "More than one fits"
        raise Refusal.of(412, "multiple-matches", f"{count} the reference {literal[:200]}.", place)
    return f"{type_name}/{ids[0]}"


def link(changes: Sequence[Change]) -> None:
    """Rewrite in the text of each change what names another entry of its Bundle."""
    for each in changes:
        if each.links and each.sent is not None and not each.existing:
            text = _linked(each.sent.text, each.links)
            if text != each.sent.text:
                each.sent = Sent(json.loads(text), text, each.sent.place)


def _linked(text: str, links: Mapping[str, str]) -> str:
    def member(match: re.Match[str]) -> str:
        new = _new(json.loads(match[2]), links)
        return f'{match[1]}"{new}"' if new else match[0]

    def in_narrative(match: re.Match[str]) -> str:
        new = _new(match[2].replace("\\/", "/"), links)
        return f"{match[1]}{new}{match[3]}" if new else match[0]

    return _LINKED.sub(in_narrative, _NAMED.sub(member, text))


def _new(literal: str, links: Mapping[str, str]) -> str | None:
    url, mark, fragment = literal.partition("#")
    name = links.get(url)
    return f"{name}{mark}{fragment}" if name else None
