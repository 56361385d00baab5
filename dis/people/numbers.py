"""National ids in texts that are shown to other systems: whose stand in clear, and whose are taken
away. A token is shown to nobody."""

from collections.abc import Collection, Sequence
from typing import Any

from common import jsontext
from people import identity


def shown(texts: Sequence[str], *, only: Collection[str] | None = None) -> list[str]:
    """The texts with the numbers of `only` these persons, by id, or of everybody. Identifiers of
    others are taken away, and within other words stars stand in their place."""
    if not any(identity.TOKEN_START in text for text in texts):
        return list(texts)
    if only is not None:
        texts = [_without_others(text, only) for text in texts]
    return identity.all_restored(texts, only=only)


def _without_others(text: str, own: Collection[str]) -> str:
    def goes(path: tuple[str, ...], value: Any) -> bool:
        number = value.get("value") if isinstance(value, dict) else None
        person = identity.token_of(number) if isinstance(number, str) else None
        return person is not None and person not in own

    return jsontext.without(text, goes) if identity.TOKEN_START in text else text
