"""What apps may ask for: the scopes that say how they are opened, and those that name data."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from oauth2_provider.scopes import BaseScopes

from fhirapi import scopes

LAUNCH, LAUNCH_PATIENT, OFFLINE = "launch", "launch/patient", "offline_access"
OPENID, FHIR_USER = "openid", "fhirUser"
# Words about the opening and the person; everything else names data.
ABOUT_OPENING = frozenset({LAUNCH, LAUNCH_PATIENT, OFFLINE, OPENID, FHIR_USER})
# What a citizen or a clinician lets an app do with records is reading.
READING = frozenset("rs")


class AppScopes(BaseScopes):  # type: ignore[misc]  # it ships no types
    """Each app has its own (models.App.scopes); without asking it gets none."""

    def get_all_scopes(self) -> Mapping[str, str]:
        return {}

    def get_available_scopes(self, application: Any = None, **more: Any) -> Sequence[str]:
        return list(application.scopes) if application else []

    def get_default_scopes(self, application: Any = None, **more: Any) -> Sequence[str]:
        return []


def may_ask(registered: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether each scope is one that the app is registered for, letter for letter; of data also
    what is within one. Scopes are compared as they are, never in another spelling."""
    registered = frozenset(registered)
    given = [scopes.parsed(each) for each in scopes.of_data(" ".join(registered))]
    for each in wanted:
        if each in ABOUT_OPENING:
            if each not in registered:
                return False
            continue
        try:
            found = scopes.parsed(each)
        except scopes.UnknownScope:
            return False
        if not set(found.letters) <= READING or not scopes.are_within(found, given):
            return False
    return True
