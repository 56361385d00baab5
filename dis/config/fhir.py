"""How much the FHIR API takes: every limit is a setting, and what is beyond it is refused.

Bytes and signs are counted before a body is parsed, entries while it is taken apart.
"""

from config import env


def limits() -> dict[str, int]:
    return {
        "body_bytes": env.number("FHIR_BODY_BYTES", 32 * 1024 * 1024),
        "url_bytes": env.number("FHIR_URL_BYTES", 8_000),
        "json_depth": env.number("FHIR_JSON_DEPTH", 64),
        "number_length": env.number("FHIR_NUMBER_LENGTH", 40),
        "bundle_entries": env.number("FHIR_BUNDLE_ENTRIES", 500),
        "page_most": env.number("FHIR_PAGE_MOST", 500),
        "page_usual": env.number("FHIR_PAGE_USUAL", 50),
        "hook_bytes": env.number("HOOK_BYTES", 256 * 1024),
        "hook_orders": env.number("HOOK_ORDERS", 50),
        "statement_milliseconds": env.number("FHIR_STATEMENT_MILLISECONDS", 10_000),
        **_subscriptions(),
    }


def _subscriptions() -> dict[str, int]:
    """Of subscriptions: how many, how much waits, how often and how long is tried."""
    return {
        "subscriptions": env.number("FHIR_SUBSCRIPTIONS", 20),
        "subscription_signs": env.number("FHIR_SUBSCRIPTION_SIGNS", 50_000),
        "subscription_filters": env.number("FHIR_SUBSCRIPTION_FILTERS", 5),
        "subscription_waiting": env.number("FHIR_SUBSCRIPTION_WAITING", 10_000),
        "subscription_events": env.number("FHIR_SUBSCRIPTION_EVENTS", 100),
        "subscription_tries": env.number("FHIR_SUBSCRIPTION_TRIES", 16),
        "subscription_handshakes": env.number("FHIR_SUBSCRIPTION_HANDSHAKES", 3),
        "subscription_hours": env.number("FHIR_SUBSCRIPTION_HOURS", 24),
        "subscription_pause_seconds": env.number("FHIR_SUBSCRIPTION_PAUSE_SECONDS", 5),
        "subscription_pause_most": env.number("FHIR_SUBSCRIPTION_PAUSE_MOST", 3600),
        "subscription_timeout_seconds": env.number("FHIR_SUBSCRIPTION_TIMEOUT_SECONDS", 10),
        "subscription_heartbeat_seconds": env.number("FHIR_SUBSCRIPTION_HEARTBEAT_SECONDS", 60),
        "subscription_at_once": env.number("FHIR_SUBSCRIPTION_AT_ONCE", 16),
        "subscription_client_at_once": env.number("FHIR_SUBSCRIPTION_CLIENT_AT_ONCE", 2),
        "subscription_known_seconds": env.number("FHIR_SUBSCRIPTION_KNOWN_SECONDS", 2),
        "subscription_fault_days": env.number("FHIR_SUBSCRIPTION_FAULT_DAYS", 7),
        "subscription_kept_days": env.number("FHIR_SUBSCRIPTION_KEPT_DAYS", 30),
    }
