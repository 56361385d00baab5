"""One FHIR interaction as the API carries it out: what is asked, and what is answered.

A request is one Call, and so is each entry of a batch: both take the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from fhirapi.callers import Caller


def base() -> str:
    """The address that everything here has, whatever host a request names."""
    return f"{settings.BASE_URL}/fhir/R4"


@dataclass(frozen=True)
class Call:
    """`parts` are the path below the base without empty ends, `query` the parameters in order (of a
    POST to _search those of the form too), `headers` with names in lower case, `body` the text."""

    caller: Caller
    method: str
    parts: Sequence[str]
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    base: str
    body: str = ""

    def parameter(self, name: str) -> str | None:
        """The first value of a parameter, None where it is not there."""
        return next((value for key, value in self.query if key == name), None)


@dataclass(frozen=True)
class Answer:
    """`text` is JSON; `headers` such as ETag, Last-Modified and Location."""

    status: int = 200
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/fhir+json"
    body: Any = None  # Bytes instead of text: a Binary as such.
