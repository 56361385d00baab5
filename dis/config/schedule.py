"""What runs by the clock, in seconds from run to run (docs/events.md), and the doorbell."""

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
    "notices to tell of": {"task": "notify.deliver", "schedule": 60.0},
    "sessions that are over": {"task": "people.signin.clear_sessions", "schedule": _DAY},
}

# A task whose worker died runs again after this; tasks are cut off before it, or they would double.
VISIBILITY_SECONDS = 300
TRANSPORT: dict[str, Any] = {
    "visibility_timeout": VISIBILITY_SECONDS,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 15,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
