"""The formats of messages that the apps declare, as `config` handed them over at start."""

from collections.abc import Iterable

from common.messages import MessageFormat

_formats: list[MessageFormat] = []


def fill(formats: Iterable[MessageFormat]) -> None:
    _formats[:] = formats


def of(content_type: str) -> MessageFormat | None:
    """The format that has this media type."""
    return next((each for each in _formats if content_type in each.content_types), None)


def all_of() -> list[MessageFormat]:
    return list(_formats)
