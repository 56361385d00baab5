"""What runs by the clock, in seconds from one run to the next (docs/events.md)."""

from typing import Any

_DAY = 24 * 3600.0
BEAT: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "config.heartbeat", "schedule": 30.0},
    "documents not told of": {"task": "journal.read_in", "schedule": 60.0},
    "partitions of the log": {"task": "access.make_partitions", "schedule": _DAY},
    "reservations that are due": {"task": "access.erase_reserved", "schedule": 3600.0},
    "check of the log": {"task": "access.reconcile_log", "schedule": 600.0},
    "limits of time": {"task": "access.keep_limits", "schedule": 3600.0},
    "authorisations": {"task": "people.poll_authorisations", "schedule": 60.0},
    "unusual reading": {"task": "access.find_unusual", "schedule": 900.0},
    "used proofs": {"task": "fhirapi.forget_proofs", "schedule": 300.0},
    "news for systems": {"task": "fhirapi.sweep_subscriptions", "schedule": 15.0},
    "results that wait": {"task": "labresults.take_waiting", "schedule": 60.0},
    "results to tell of": {"task": "labresults.tell_released", "schedule": 60.0},
    "sessions that are over": {"task": "people.signin.clear_sessions", "schedule": _DAY},
}
