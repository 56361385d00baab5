"""Owns which routes are open to all, and which are about the citizen who asks."""

from __future__ import annotations

from collections.abc import Mapping

SETTINGS = ("settings", "restriction", "blocks", "reservation", "closure", "consents", "history")
# Answered before anybody's hat is looked at.
OPEN = frozenset(
    {
        *("health", "health-ready", "portal:landing", "portal:language", "portal:help"),
        *("portal:privacy", "portal:accessibility", "demo:style", "signin:ended", "signin:begin"),
        *("signin:callback", "signin:sign-out", "signin:signed-out"),
        *("signin:front-channel-sign-out", "fhirapi:api", "fhirapi:nowhere"),
        *("smart:configuration", "smart:token", "smart:revoke", "smart:keys"),
        *("smart:introspect", "messages-in:messages", "messages-in:original"),
        *("ips:viewer", "ips:manifest", "ips:file"),
        *("hooks:discovery", "hooks:service", "hooks:feedback"),
    }
)
# About one citizen, without an id in the address.
OWN = frozenset(
    {
        *("portal:own-health", "portal:own-timeline"),
        *("portal:citizen-home", "access:who-looked", "access:document-log"),
        *("access:who-looked-csv", "access:who-looked-pdf"),
        *(f"access:own-{page}" for page in SETTINGS),
        *("access:own-closed-document", "access:notices", "smart:apps"),
        *("journal:list", "journal:document", "journal:download", "journal:ask-missing"),
        *("journal:ask-access", "journal:ask-correction", "journal:ask-deletion"),
        *("worklist:requests", "worklist:request", "worklist:log-question"),
        *("journal:print", "representation:overview", "representation:give"),
        *("labresults:own-results", "labresults:own-trend", "labresults:own-category"),
        "labresults:own-report",
        *("ips:own", "ips:own-pdf", "ips:links", "ips:link-new", "ips:foreign-own"),
        *("summary:own-critical", "summary:ask-correction"),
        *("summary:own-medicines", "summary:own-medicine-add", "appointments:own"),
    }
)

# Pages about who calls the API: who gets what by GET, and by POST of an empty form.
_REGISTER = ("lie", "moe", "vik")
_PROPOSE = ("lie", "moe")
API_PAGES: Mapping[str, tuple[Mapping[tuple[str, ...] | str, int | str], ...]] = {
    "smart:keys": ({}, {}),  # There are none without a key of the portal's own.
    "systems:index": ({_REGISTER: 200}, {}),
    "systems:new-system": ({_PROPOSE: 200}, {_PROPOSE: 422}),
    "systems:new-app": ({_PROPOSE: 200}, {_PROPOSE: 422}),
    "subscriptions:overview": ({_PROPOSE: 200}, {}),
    # Of one there is: tests/fhirapi/test_subscription_pages.py.
    "subscriptions:one": ({}, {}),
    "subscriptions:places": ({}, {}),
    # Of one that there is not; of one there is: tests/fhirapi/test_systems.py.
    **{
        f"systems:{page}": ({}, {})
        for page in ("system", "app", "proposal", "change-system", "change-app")
    },
}
