"""Owns which routes are open to all, and which are about the citizen who asks."""

from __future__ import annotations

SETTINGS = ("settings", "restriction", "blocks", "reservation", "closure", "consents", "history")
# Answered before anybody's hat is looked at.
OPEN = frozenset(
    {
        *("health", "health-ready", "portal:landing", "portal:language", "portal:help"),
        *("portal:privacy", "portal:accessibility", "demo:style", "signin:ended", "signin:begin"),
        *("signin:callback", "signin:sign-out", "signin:signed-out"),
        *("signin:front-channel-sign-out", "fhirapi:api", "fhirapi:nowhere"),
        *("smart:configuration", "smart:token", "smart:revoke", "smart:keys"),
    }
)
# About one citizen, without an id in the address.
OWN = frozenset(
    {
        *("portal:citizen-home", "access:who-looked", "access:document-log"),
        *("access:who-looked-csv", "access:who-looked-pdf"),
        *(f"access:own-{page}" for page in SETTINGS),
        *("access:own-closed-document", "access:notices", "smart:apps"),
        *("journal:list", "journal:document", "journal:download", "journal:ask-missing"),
        *("journal:ask-access", "journal:ask-correction", "journal:ask-deletion"),
        *("worklist:requests", "worklist:request", "worklist:log-question"),
        *("journal:print", "representation:overview", "representation:give"),
    }
)
