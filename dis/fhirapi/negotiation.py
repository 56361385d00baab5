"""What the caller speaks: JSON, and nothing else but the bytes of a Binary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fhirapi.outcomes import Refusal

FHIR_JSON = "application/fhir+json"
JSON_PATCH = "application/json-patch+json"
FORM = "application/x-www-form-urlencoded"
# `_format` and Accept; in an address a plus sign is a space.
_JSON = frozenset({FHIR_JSON, "application/fhir json", "application/json", "text/json", "json"})
_ANY = frozenset({"*/*", "application/*"})
_VERSIONS = frozenset({"", "4.0", "4.0.1"})


@dataclass(frozen=True)
class _Media:
    type: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        try:
            return float(self.parameters.get("q", "1"))
        except ValueError:
            return 0.0

    @property
    def is_ours(self) -> bool:
        return self.parameters.get("fhirversion", "") in _VERSIONS


def check_accept(accept: str, query: Sequence[tuple[str, str]]) -> None:
    """Refusal (406) for who takes no JSON. `_format` counts more than the header."""
    chosen = next((value for name, value in query if name == "_format"), None)
    if chosen is not None:
        media = _media(chosen)
        if media.type not in _JSON or not media.is_ours:
            raise _not_acceptable(chosen)
        return
    wanted = [_media(each) for each in accept.split(",") if each.strip()]
    takes = [
        each for each in wanted if each.type in _JSON | _ANY and each.is_ours and each.weight > 0
    ]
    if wanted and not takes:
        raise _not_acceptable(accept)


def wants_bytes(accept: str, query: Sequence[tuple[str, str]]) -> bool:
    """Whether a Binary is asked for as what it holds, and not as a resource."""
    if any(name == "_format" for name, _ in query):
        return False
    wanted = [_media(each).type for each in accept.split(",") if each.strip()]
    return not any(each in _JSON for each in wanted)


def check_content(method: str, is_search: bool, content_type: str, encoding: str) -> None:
    """Refusal (415) for a body in another form than this method takes."""
    if encoding.strip().lower() not in {"", "identity"}:
        text = "A compressed body is not taken: send it as it is (Content-Encoding: identity)."
        raise Refusal.of(415, "not-supported", text, Accept_Encoding="identity")
    media = _media(content_type)
    taken = _taken(method, is_search=is_search)
    charset = media.parameters.get("charset", "utf-8").lower()
    if media.type not in taken or charset not in {"utf-8", "utf8"} or not media.is_ours:
        text = f"The body is to be {' or '.join(taken)} in UTF-8, not {content_type[:100]!r}."
        raise Refusal.of(415, "not-supported", text)


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a caller says so, and not with a weight of nothing."""
    wanted = [_media(each) for each in accept_encoding.split(",")]
    return any(each.type in {"gzip", "x-gzip"} and each.weight > 0 for each in wanted)


def _taken(method: str, *, is_search: bool) -> tuple[str, ...]:
    if is_search:
        return (FORM,)
    return (JSON_PATCH,) if method == "PATCH" else (FHIR_JSON, "application/json")


def _media(text: str) -> _Media:
    name, *rest = text.split(";")
    pairs = (each.partition("=") for each in rest)
    found = {key.strip().lower(): value.strip().strip('"') for key, _, value in pairs}
    return _Media(name.strip().lower(), found)


def _not_acceptable(wanted: str) -> Refusal:
    text = f"Only JSON is served ({FHIR_JSON}, FHIR 4.0), not {wanted[:100]!r}."
    return Refusal.of(406, "not-supported", text)
