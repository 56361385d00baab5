"""Bundles posted to the base: batches, whose entries stand alone, and transactions."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, unquote

from common.errors import Unacceptable
from fhirapi import limits, sent, transactions, wire
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal
from fhirapi.transactions import Asked, Perform

# What the entries of a Bundle may bring along of HTTP (Bundle.entry.request).
_HEADERS = {
    "ifNoneMatch": "if-none-match",
    "ifModifiedSince": "if-modified-since",
    "ifMatch": "if-match",
    "ifNoneExist": "if-none-exist",
}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_PATCH = "application/json-patch+json"


def receive(call: Call, perform: Perform) -> Answer:
    """POST of a Bundle to the base: a batch or a transaction, as its type says."""
    try:
        top, entries = wire.read_bundle(call.body)
    except Unacceptable as error:
        raise sent.refusal(error, 400) from error
    kind = top.get("type")
    if top.get("resourceType") != "Bundle" or kind not in ("batch", "transaction"):
        reason = "To the base a Bundle of type batch or transaction is posted."
        raise Refusal.of(400, "invalid", reason, "Bundle.type")
    if "entry" in top:
        raise Refusal.of(400, "structure", "The entries are to be a list.", "Bundle.entry")
    if len(entries) > (most := limits.number("bundle_entries")):
        raise Refusal.of(413, "too-costly", f"A Bundle has at most {most} entries.", "Bundle.entry")
    if kind == "transaction":
        asked = [_asked(call, at, each) for at, each in enumerate(entries)]
        return transactions.carry_out(call, top, asked, perform)
    parts = [_alone(call, at, each, perform) for at, each in enumerate(entries)]
    return transactions.response("batch-response", parts)


def _alone(call: Call, at: int, entry: wire.Entry, perform: Perform) -> str:
    """An entry of a batch: a call like any other."""
    try:
        asked = _asked(call, at, entry)
    except Refusal as refused:
        return transactions.refused_text(call, refused)
    return transactions.alone(asked.call, perform)


def _asked(call: Call, at: int, entry: wire.Entry) -> Asked:
    """What an entry asks for, as a call."""
    place = f"Bundle.entry[{at}]"
    method, url = entry.request.get("method"), entry.request.get("url")
    if not isinstance(method, str) or method not in _METHODS or not isinstance(url, str):
        reason = "An entry needs a request with a method of HTTP and a url."
        raise Refusal.of(400, "required", reason, f"{place}.request")
    path, _, query = url.removeprefix(f"{call.base}/").partition("?")
    parts = [unquote(part) for part in path.split("/") if part]
    pairs = parse_qsl(query, keep_blank_values=True)
    if ":" in path or not parts or parts[0] in {"metadata", "_history"}:
        reason = "The url of an entry is below the base, such as Observation/[id]."
        raise Refusal.of(400, "invalid", reason, f"{place}.request.url")
    limits.check_address(parts, pairs, url)
    headers = _headers(call, entry.request, method)
    body = _patch_of(entry, place) if method == "PATCH" else entry.text
    asked = replace(
        call,
        method="GET" if method == "HEAD" else method,
        parts=parts,
        query=pairs,
        headers=headers,
        body=body,
    )
    return Asked(asked, place, entry.full_url, entry.value)


def _headers(call: Call, request: Mapping[str, object], method: str) -> dict[str, str]:
    """The outer headers that count for entries too, and the entry's own."""
    found = {"accept": "application/fhir+json"}
    usual = None if method in {"GET", "HEAD"} else "return=minimal"
    if prefer := call.headers.get("prefer", usual):
        found["prefer"] = prefer
    found |= {name: str(request[key]) for key, name in _HEADERS.items() if key in request}
    if method == "PATCH":
        found["content-type"] = _PATCH
    return found


def _patch_of(entry: wire.Entry, place: str) -> str:
    """A JSON Patch comes in a Binary."""
    value = entry.value or {}
    if value.get("resourceType") != "Binary" or value.get("contentType") != _PATCH:
        reason = f"A patch comes as a Binary of {_PATCH}."
        raise Refusal.of(400, "invalid", reason, f"{place}.resource")
    try:
        return base64.b64decode(str(value.get("data") or "")).decode()
    except ValueError as error:
        reason = "The patch is no text in base64."
        raise Refusal.of(400, "invalid", reason, f"{place}.resource.data") from error
