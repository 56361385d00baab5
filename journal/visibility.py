"""Which documents show themselves to a reader, and when a delayed one does: the one place."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from access import closed, confidentiality
from access.confidentiality import DELAYED
from access.grant import Grant

MISTAKE = "entered-in-error"


def of_documents(grant: Grant, prefix: str = "") -> Q:
    """What the reader may see. A delayed document waits for its release, and for ever without one.

    Whatever else hides it goes on hiding it then.
    """
    always = confidentiality.visible(grant.audience, f"{prefix}security")
    always &= closed.open_to(grant, prefix)
    if not confidentiality.is_citizen(grant.audience):
        return always
    released = Q(**{f"{prefix}release_at__lte": grant.facts.now})
    past = confidentiality.visible(grant.audience, f"{prefix}security", past=[DELAYED])
    return always | (past & released)


def delayed(grant: Grant) -> Q:
    """What a citizen may be told of though he cannot see it yet: only the delay hides it."""
    past = confidentiality.visible(grant.audience, past=[DELAYED])
    return past & Q(security__contains=[DELAYED]) & ~Q(release_at__lte=grant.facts.now)


def shows(
    grant: Grant, codes: Collection[str], release_at: datetime | None, *, category: str
) -> bool:
    """The rule of `of_documents` for what is no row, as a former version."""
    is_past = release_at is not None and release_at <= grant.facts.now
    past = [DELAYED] if is_past else []
    is_allowed = confidentiality.allows(grant.audience, codes, past=past)
    return is_allowed and closed.shows(grant, category)


def of_contents(grant: Grant, prefix: str = "") -> Q:
    """Whose content the reader may see, of the documents that show themselves (`shows_content`)."""
    if not confidentiality.is_citizen(grant.audience):
        return Q()
    return ~Q(**{f"{prefix}status": MISTAKE}) & ~Q(**{f"{prefix}doc_status": MISTAKE})


def shows_content(grant: Grant, status: str, doc_status: str) -> bool:
    """A citizen is told of what was registered by mistake, and does not read it here.

    Such a document is often about somebody else, who has a right to secrecy (helsepersonelloven
    § 21). It is not deleted (§ 42), and whoever wrote it gives a copy where that is right.
    """
    is_mistake = MISTAKE in {status, doc_status}
    return not (is_mistake and confidentiality.is_citizen(grant.audience))
