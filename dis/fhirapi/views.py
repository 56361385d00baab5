"""The door of the API: HTTP in, one Call, and its Answer out; every fault an OperationOutcome."""

import re
import uuid
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.text import compress_string
from django.views.decorators.csrf import csrf_exempt

from fhirapi import callers, capabilities, faults, interactions, limits, negotiation
from fhirapi.calls import Answer, Call, base
from fhirapi.outcomes import Issue, Refusal, outcome

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_TAKEN = (
    *("accept", "accept-language", "content-type", "prefer"),
    *("if-match", "if-none-match", "if-modified-since", "if-none-exist"),
)
_TRACE = re.compile(r"[A-Za-z0-9.\-]{1,64}")
_LEAST_TO_COMPRESS = 1_000
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Vary": "Accept, Accept-Encoding, Authorization",
    "X-Frame-Options": "DENY",
}


@csrf_exempt  # Nothing here goes by a cookie: a browser sends no token by itself.
@login_not_required  # Callers have tokens, and all but metadata asks for one.
def api(request: HttpRequest, path: str | None = None) -> HttpResponse:
    """Any interaction, by any method."""
    return answered(request, lambda: _answer(request, path or ""))


def answered(request: HttpRequest, ask: Callable[[], Answer]) -> HttpResponse:
    """What is asked as a response: every fault an OperationOutcome."""
    request_id = uuid.uuid4().hex
    try:
        answer = ask()
    except Refusal as refused:
        answer = Answer(refused.status, outcome(refused.issues), refused.headers)
    except Exception as fault:  # Whatever it is, the caller gets an answer and no internals.
        answer = faults.answer(fault, request_id)
    return _response(request, answer, request_id)


@csrf_exempt
@login_not_required
def nowhere(request: HttpRequest) -> HttpResponse:
    """What begins like the API and is not."""
    issue = Issue("not-found", f"FHIR is served at {base()} only.")
    return _response(request, Answer(404, outcome([issue])), uuid.uuid4().hex)


def _answer(request: HttpRequest, path: str) -> Answer:
    check_host(request)
    method = "GET" if request.method == "HEAD" else str(request.method)
    if method not in METHODS:
        text = f"Only {', '.join(METHODS)} are served."
        raise Refusal.of(405, "not-supported", text, Allow=", ".join(METHODS))
    raw = request.META.get("QUERY_STRING", "")
    query = parse_qsl(raw, keep_blank_values=True)
    parts = [part for part in path.split("/") if part]
    limits.check_address(parts, query, f"{path}?{raw}")
    accept = request.headers.get("Accept", "")
    if parts[:1] != ["Binary"]:
        negotiation.check_accept(accept, query)
    if parts == [interactions.METADATA] and method == "GET":
        return capabilities.answer(base())
    caller = callers.of(request)
    text, form = _body(request, method, parts)
    call = Call(caller, method, parts, [*query, *form], _headers(request), base(), text)
    return interactions.perform(call)


def _body(request: HttpRequest, method: str, parts: list[str]) -> tuple[str, list[tuple[str, str]]]:
    """The JSON text of the body, or the pairs of a form."""
    if method not in _WITH_BODY:
        return "", []
    data = limits.body(request)
    is_search = parts[-1:] == [interactions.SEARCH]
    is_operation = len(parts) == 3 and parts[-1].startswith("$")
    if not data and (is_search or is_operation):
        return "", []
    negotiation.check_content(
        method,
        is_search=is_search,
        content_type=request.META.get("CONTENT_TYPE", ""),
        encoding=request.headers.get("Content-Encoding", ""),
    )
    text = limits.text_of(data)
    if is_search:
        return "", parse_qsl(text, keep_blank_values=True)
    limits.check_json(text)
    return text, []


def _headers(request: HttpRequest) -> Mapping[str, str]:
    return {name: value for name in _TAKEN if (value := request.headers.get(name)) is not None}


def check_host(request: HttpRequest) -> None:
    try:
        request.get_host()
    except DisallowedHost as error:
        raise Refusal.of(400, "invalid", "This host is not served here.") from error


def check_only(request: HttpRequest, method: str) -> None:
    """Refuse any other host, method or address, where one method alone is served."""
    check_host(request)
    if request.method != method:
        text = f"Only {method} is served here."
        raise Refusal.of(405, "not-supported", text, Allow=method)
    raw = request.META.get("QUERY_STRING", "")
    limits.check_address([], parse_qsl(raw, keep_blank_values=True), raw)


def _response(request: HttpRequest, answer: Answer, request_id: str) -> HttpResponse:
    content = answer.text.encode() if answer.body is None else answer.body
    response = HttpResponse(content, status=answer.status)
    response.headers.pop("Content-Type")
    if content:
        charset = "; charset=utf-8" if answer.body is None else ""
        response["Content-Type"] = f"{answer.content_type}{charset}"
    for name, value in {**_HEADERS, **answer.headers, "X-Request-Id": request_id}.items():
        response[name] = value
    trace = request.headers.get("X-Request-Id", "")
    if _TRACE.fullmatch(trace):
        response["X-Correlation-Id"] = trace
    _compress(request, response)
    response["Content-Length"] = str(len(response.content))
    if request.method == "HEAD":
        response.content = b""
    # Django writes a line for every refusal, with the address in it. What is to be known is logged
    # where it happens.
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark
    return response


def _compress(request: HttpRequest, response: HttpResponse) -> None:
    """Smaller where the caller takes it. BREACH guesses a secret from the size of answers that a
    victim's browser was made to ask for: here no browser sends a token by itself. The length is
    blurred all the same, which costs some bytes."""
    if len(response.content) < _LEAST_TO_COMPRESS:
        return
    if not negotiation.takes_gzip(request.headers.get("Accept-Encoding", "")):
        return
    response.content = compress_string(response.content, max_random_bytes=100)
    response["Content-Encoding"] = "gzip"
