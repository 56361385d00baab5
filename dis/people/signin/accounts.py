"""From a checked identity to a signed-in session, through allauth."""

import uuid
from collections.abc import Collection
from datetime import datetime

from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.providers import registry
from django.http import HttpRequest

from people.models import User
from people.signin import hats, sessions
from people.signin.errors import PersonUnknown, Untrusted
from people.signin.protocol import Identity


def sign_in(request: HttpRequest, identity: Identity) -> None:
    """Sign the person in with a new session key; PersonUnknown where nothing here is for them."""
    sessions.end(request)
    registry.load()
    provider = registry.get_class(identity.provider.id)(request, app=None)
    login = provider.sociallogin_from_response(request, {"uid": identity.uid})
    login.state = {"process": "login"}
    request.identified = identity  # type: ignore[attr-defined]  # read by the adapter
    complete_social_login(request, login)
    user = request.user
    if not isinstance(user, User):
        raise Untrusted("not-signed-in")
    session = sessions.start(
        request,
        user,
        provider=identity.provider.id,
        issuer=identity.provider.issuer,
        sid=identity.sid,
        hpr_number=identity.hpr_number,
        id_token=identity.id_token,
    )
    if not hats.available(session):
        sessions.end(request)
        raise PersonUnknown("no-hat")


def active_since(person_ids: Collection[uuid.UUID], moment: datetime) -> set[uuid.UUID]:
    """Which of these persons have signed in at that time or later."""
    found = User.objects.filter(person_id__in=person_ids, last_login__gte=moment)
    return set(found.values_list("person_id", flat=True))
