"""What systems of other organisations may do: write what they are registered for, read back what
they have sent, and what others have sent only where their organisation treats the patient."""

from access.actor import Client
from access.codes import SHARED, Action, Audience, Basis, Kind, Reason
from access.facts import Facts
from access.verdict import Decision, deny, permit

# However a client is registered: what people decide, ask and look up is never for systems.
FOR_CLIENTS = frozenset({Kind.DEMOGRAPHICS, Kind.RECORD, *SHARED})


def decide(client: Client | None, facts: Facts, *, kind: Kind, action: Action) -> Decision:
    """Whether a client may do this to this kind of data of the patient the facts are about.

    Of a new patient it may write. What it may not see is left out of what it reads: its own rows
    are shown to it whatever the patient has decided, for they are its own record.
    """
    if client is None:
        return deny(Reason.NOT_FOR_SYSTEMS)
    kinds = client.kinds & FOR_CLIENTS
    if kind not in kinds:
        return deny(Reason.NOT_FOR_SYSTEMS)
    if action == Action.WRITE:
        return permit(Audience.SENDER, kinds=kinds)
    if not facts.patient_exists:
        return deny(Reason.NOT_THERE)
    if _hinders(facts):
        return permit(Audience.SENDER, kinds=kinds)
    ground = facts.relations[0].ground
    return permit(Audience.CLINICIAN, basis=Basis.RELATION, ground=ground, kinds=kinds)


def _hinders(facts: Facts) -> bool:
    """What keeps others' rows here. Once shared nobody here can keep the promise of a block: so
    nothing is, of a patient who has shut anybody out."""
    has_closed = facts.is_reserved or facts.has_blocks or facts.is_restricted
    return has_closed or not facts.relations
