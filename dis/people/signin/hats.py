"""Hats: as what a signed-in person acts. One at a time, and valid on the day of each request."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.http import HttpRequest

from common import clock
from common.declarations import Audience
from people import authorisations, directory
from people.directory import Role
from people.models import User
from people.signin import representing
from people.signin.models import SignInSession
from people.signin.national import HELSEID

SESSION_KEY = "hat"
ACTING_FOR = "acting_for"
CITIZEN = "citizen"
# What is kept in the session belongs to one hat and goes when it changes: the gate's claims
# (access.actor), where a clinician was (access.whereabouts), and searches (journal.views.asked).
_OF_ONE_HAT = (
    *(ACTING_FOR, "attestation", "identified"),
    *("patients_page", "unit_match", "last_opened", "journal.searches"),
)


@dataclass(frozen=True)
class Hat:
    """Who asks, as the gate and the frame see it. `request.hat`, or None while none is on.

    `acting_as` says as what somebody acts for another. Without it the right to do so has ended
    while it was used: `acting_for` stays until its bearer goes back, so that no page turns into one
    about himself unasked, and the gate refuses.
    """

    kind: Audience
    user: User
    person_id: uuid.UUID
    name: str
    role: Role | None = None
    patient_id: uuid.UUID | None = None
    acting_for: uuid.UUID | None = None
    acting_for_name: str = ""
    acting_as: str = ""
    may_change: bool = False

    @property
    def key(self) -> str:
        """What stands for this hat in the session and on the page of choice."""
        return str(self.role.id) if self.role else CITIZEN

    @property
    def role_id(self) -> uuid.UUID | None:
        return self.role.id if self.role else None


def available(session: SignInSession) -> list[Hat]:
    """The hats that this sign-in gives today: roles first, the person's own pages last."""
    user = session.user
    person_id = user.person_id
    hats = [Hat(_kind(role), user, person_id, session.name, role=role) for role in _roles(session)]
    is_citizen, patient_id = _citizen(person_id)
    if is_citizen:
        hats.append(Hat(Audience.CITIZEN, user, person_id, session.name, patient_id=patient_id))
    return [replace(hat, may_change=len(hats) > 1) for hat in hats]


def worn(request: HttpRequest, hats: Sequence[Hat]) -> Hat | None:
    """The hat that is on. Who has only one wears it without choosing."""
    if len(hats) == 1 and SESSION_KEY not in request.session:
        hat: Hat | None = hats[0]
    else:
        chosen = request.session.get(SESSION_KEY)
        hat = next((hat for hat in hats if hat.key == chosen), None)
    if hat is None or hat.kind is not Audience.CITIZEN:
        return hat
    return _acting(hat, request.session.get(ACTING_FOR))


def put_on(request: HttpRequest, key: str) -> bool:
    """Change hat; whatever belonged to the former one is dropped. False for a hat one has not."""
    if key not in {hat.key for hat in request.hats}:  # type: ignore[attr-defined]  # by middleware
        return False
    for name in _OF_ONE_HAT:
        request.session.pop(name, None)
    request.session[SESSION_KEY] = key
    return True


def act_for(request: HttpRequest, patient_id: uuid.UUID | None) -> str:
    """Note for whom a citizen acts; in words why not, where that may not be. Only a wish: the gate
    decides on every request."""
    hat: Hat | None = request.hat  # type: ignore[attr-defined]  # by middleware
    request.session.pop(ACTING_FOR, None)
    if patient_id is None or hat is None or hat.kind is not Audience.CITIZEN:
        return ""
    if representing.acting_for(hat.person_id, patient_id) is None:
        return representing.why_not(hat.person_id, patient_id)
    request.session[ACTING_FOR] = str(patient_id)
    return ""


def lacking(session: SignInSession) -> str:
    """Why somebody who came with HelseID has no role as health personnel, if the register says."""
    if session.provider != HELSEID.id:
        return ""
    if directory.is_withdrawn(session.user.person_id):
        return "withdrawn"
    return "" if _register_answered(session) else "register-down"


def _acting(hat: Hat, wish: str | None) -> Hat:
    if not wish:
        return hat
    patient_id = uuid.UUID(wish)
    found = representing.acting_for(hat.person_id, patient_id)
    if found is None:
        return replace(hat, acting_for=patient_id)
    return replace(hat, acting_for=patient_id, acting_for_name=found.name, acting_as=found.role)


def _roles(session: SignInSession) -> list[Role]:
    # ID-porten says nothing of work: what one does as health personnel needs HelseID.
    if session.provider != HELSEID.id:
        return []
    roles = directory.current_roles(session.user.person_id, clock.today())
    found = [role for role in roles if _is_authorised(role, session)]
    if all(role.is_administrative for role in found) or _register_answered(session):
        return found
    return [role for role in found if role.is_administrative]


def _is_authorised(role: Role, session: SignInSession) -> bool:
    """HelseID must know the authorisation (HPR) that a role of health personnel rests on."""
    if role.is_administrative:
        return True
    return bool(role.hpr_number) and role.hpr_number == session.hpr_number


def _register_answered(session: SignInSession) -> bool:
    """Whether the register (HPR) had told lately who is authorised when the person signed in.

    A sign-in from before goes on until its own time is up: no new access without an answer.
    """
    return authorisations.has_answered_before(session.started_at)


def _kind(role: Role) -> Audience:
    return Audience.ADMINISTRATOR if role.is_administrative else Audience.PRACTITIONER


def _citizen(person_id: uuid.UUID) -> tuple[bool, uuid.UUID | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT people_patient_of_person(%s)",
            [person_id],
        )
        (patient_id,) = cursor.fetchone()
    return patient_id is not None or representing.acts_for_somebody(person_id), patient_id
