"""Who may send messages: systems that are registered for results, and nobody else."""

from collections.abc import Iterable
from contextlib import suppress

from access import gate, refusing
from access.client_rules import FOR_CLIENTS
from access.codes import Action, Kind, Reason
from common.messages import Fate, Told
from common.rest import Interaction
from fhirapi.callers import Caller
from fhirapi.outcomes import Refusal

REPORT, RESULT = "DiagnosticReport", "Observation"
_NOT_YOURS = "Only a system that is registered for results sends them, with scopes to create them."
# The worst that became of a report says how the whole is answered.
_STATUS = {Fate.REFUSED: 422, Fate.WAITING: 202}


def check(caller: Caller) -> None:
    """Before anything is read: what waits for a patient comes past no gate."""
    registered = caller.actor.registered
    is_registered = registered is not None and Kind.RESULTS in registered.kinds & FOR_CLIENTS
    may = all(caller.may(name, Interaction.CREATE) for name in (REPORT, RESULT))
    if not (is_registered and may):
        with suppress(gate.Refused):
            reason = Reason.NOT_YOURS_TO_WRITE
            refusing.refuse(caller.actor, None, Kind.RESULTS, Action.WRITE, reason)
        raise Refusal.of(403, "forbidden", _NOT_YOURS)


def status(told: Iterable[Told]) -> int:
    fates = {each.fate for each in told}
    return next((code for fate, code in _STATUS.items() if fate in fates), 200)
