"""What becomes of a message: its reports, each with the resources that it is made of.

References name what stands in the same report as `@Type/key`, and nobody as the subject: ids and
patient come when it is stored (labresults.intake).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Body = dict[str, Any]
OWN = "@"


@dataclass(frozen=True)
class Part:
    """One resource of a report: an Observation, a Specimen, or the ServiceRequest.

    `key` is how later messages name it, `parent` the Observation that it is a member of. `codes`
    are those that a search for it may ask for, wherever in it they stand.
    """

    type: str
    key: str
    body: Body
    is_cancelled: bool = False
    parent: str = ""
    codes: Sequence[Body] = ()


@dataclass(frozen=True)
class Report:
    """A report as one message tells of it: all of it, or what has changed.

    `key` tells it from all others of its sender, `at` is when this version was made. `number` is
    the national id as it was sent. `cancelled_as` is what a cancellation makes of it, and empty
    where it is none. `is_as_sent` says that `body` is the sender's own: its lists stay as they are.
    """

    place: str
    key: str
    at: datetime
    body: Body
    parts: Sequence[Part]
    number: str
    laboratory: str
    kind: str
    message_id: str
    cancelled_as: str = ""
    number_place: str = ""
    is_as_sent: bool = False


@dataclass(frozen=True)
class Message:
    """A message with its reports. `text` is all of it as received, in `encoding`."""

    place: str
    format: str
    text: str
    encoding: str
    digest: bytes
    reports: Sequence[Report] = field(default=())


def own(type_name: str, key: str) -> Body:
    """A reference to what stands in the same report."""
    return {"reference": f"{OWN}{type_name}/{key}"}


def examined(report: Report) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The codes of each thing that was examined: any of them says what it is."""
    for part in report.parts:
        if part.type == "Observation":
            yield part.body["code"].get("coding", ())
