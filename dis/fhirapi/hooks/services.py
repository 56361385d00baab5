"""The services of CDS Hooks that the apps declare, as `config` handed them over at start."""

from collections.abc import Iterable

from common.hooks import HookService

_services: dict[str, HookService] = {}


def fill(services: Iterable[HookService]) -> None:
    _services.clear()
    _services.update({each.id: each for each in services})


def of(service_id: str) -> HookService | None:
    return _services.get(service_id)


def all_of() -> list[HookService]:
    return list(_services.values())
