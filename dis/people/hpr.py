"""The register of health personnel (HPR) as a port: whose authorisation is withdrawn.

There is no adapter for the national register here: its contract is not public. `HPR_ADAPTER` names
the class of one; demo and tests have the local one below, which production refuses.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from common.errors import DisError


class RegisterDown(DisError):
    """The register did not answer, or with something that is no answer."""


class Register(Protocol):
    is_local: ClassVar[bool]

    def withdrawn(self, numbers: Collection[str]) -> Mapping[str, datetime]:
        """Of these HPR numbers those without an authorisation now, and since when.

        RegisterDown where that cannot be told of all of them.
        """


class LocalRegister:
    """For demo and tests only: the file `register/hpr.json` below DIS_VAR.

    `{"withdrawn": {"991234567": "2026-11-20T12:00:00Z"}, "is_down": false}`. Without a file all
    are authorised.
    """

    is_local: ClassVar[bool] = True

    def withdrawn(self, numbers: Collection[str]) -> Mapping[str, datetime]:
        file = settings.VAR / "register" / "hpr.json"
        if not file.exists():
            return {}
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            since = {
                number: datetime.fromisoformat(at)
                for number, at in told.get("withdrawn", {}).items()
                if number in numbers
            }
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise RegisterDown(f"The local register cannot be read ({error}).") from error
        if told.get("is_down") or any(at.tzinfo is None for at in since.values()):
            raise RegisterDown("The local register is down, as its file says.")
        return since


def register() -> Register | None:
    """The register that is asked; None where none is named, and sign-in alone knows."""
    if not settings.HPR_ADAPTER:
        return None
    adapter: Register = import_string(settings.HPR_ADAPTER)()
    return adapter
