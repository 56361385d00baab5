"""Opens a link: the summary as it is now, sealed for who has the link. Nothing of it is kept.

Whoever asks with a link that is unknown, over, taken back or used up gets the same answer.
"""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.urls import reverse

from access import gate, refusing
from access.actor import Actor
from access.codes import Action, Kind, Reason
from common.errors import DisError
from summary.ips import bundle, making
from summary.ips.shl import guarding, links, selectors
from summary.ips.shl.guarding import Gone
from summary.ips.shl.links import Secret
from summary.ips.shl.selectors import Found

# So long what was too large for the answer can be fetched (the guide: an hour at most).
FETCH_SECONDS = 300
_LINK = "SharedLink"
_TICKET = "summary.ips.shl.opening"


class WrongPasscode(DisError):
    """`left` more wrong ones, and the link opens nothing any more."""

    def __init__(self, left: int) -> None:
        super().__init__("The passcode is wrong.")
        self.left = left


def manifest(
    secret: Secret, *, recipient: str, passcode: str, longest: int | None
) -> dict[str, object]:
    """What the guide calls a manifest: one file, the summary."""
    found = selectors.with_secret(secret)
    if found is None:
        raise Gone
    left = guarding.take_attempt(secret.digest)
    if not check_password(passcode, found.passcode):
        _log_refusal(found, recipient)
        raise WrongPasscode(left)
    guarding.take_opening(secret.digest)
    text = _summary(found, secret, recipient)
    file: dict[str, object] = {"contentType": f"{links.FHIR_JSON};fhirVersion=4.0.1"}
    if longest is not None and len(text) > longest:
        file["location"] = _place(found, secret, recipient)
    else:
        file["embedded"] = text
    return {"status": "can-change", "files": [file]}


def fetched(secret: Secret, ticket: str) -> str:
    """The file of a manifest that had no room for it. Made anew, as is the log's event."""
    try:
        told = signing.loads(ticket, salt=_TICKET, max_age=FETCH_SECONDS)
    except signing.BadSignature as error:
        raise Gone from error
    found = selectors.with_secret(secret)
    if found is None or told["link"] != str(found.id):
        raise Gone
    return _summary(found, secret, str(told["recipient"]))


def _summary(found: Found, secret: Secret, recipient: str) -> str:
    """What the patient has closed since the link was made is closed to it too."""
    actor = Actor.recipient(recipient)
    try:
        grant = gate.open_record(
            actor, found.patient_id, Kind.RECORD, action=Action.READ, item=(_LINK, found.id)
        )
        with grant:
            text = bundle.text(making.made(grant, found.language))
    except gate.Refused as refused:
        raise Gone from refused
    return links.sealed(text, secret.key(found.salt))


def _log_refusal(found: Found, recipient: str) -> None:
    actor, item = Actor.recipient(recipient), (_LINK, found.id)
    try:
        refusing.refuse(
            actor, found.patient_id, Kind.RECORD, Action.READ, Reason.WRONG_PASSCODE, item
        )
    except gate.Refused:
        return


def _place(found: Found, secret: Secret, recipient: str) -> str:
    told = {"link": str(found.id), "recipient": recipient}
    ticket = signing.dumps(told, salt=_TICKET)
    return f"{settings.BASE_URL}{reverse('ips:file', args=[secret.text, ticket])}"
