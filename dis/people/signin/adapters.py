"""What allauth may do here: sign in people the portal knows. No passwords, no sign-up, no mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from common.identifiers import InvalidIdentifier
from people import identity
from people.models import Person, User
from people.signin.errors import PersonUnknown, Untrusted
from people.signin.protocol import Identity


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # it ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say who is signed in; a message beside them would only be in the way."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lead from the subject to the person whose national id the provider vouches for."""
        identified: Identity = request.identified  # type: ignore[attr-defined]  # by accounts.py
        person = _person(identified.pid)
        if sociallogin.is_existing and sociallogin.user.person_id != person.id:
            # The same subject for two people would be a fault at the provider. Nobody gets in.
            raise Untrusted("subject-of-another-person")
        if not sociallogin.is_existing:
            user, _ = User.objects.get_or_create(
                person=person, defaults={"password": make_password(None)}
            )
            sociallogin.user = user
            sociallogin.account.user = user
            sociallogin.account.save()
        if not sociallogin.user.is_active:
            raise PersonUnknown("account-closed")


def _person(pid: str) -> Person:
    try:
        number = identity.accept(pid)
    except InvalidIdentifier as error:
        raise PersonUnknown("pid-refused") from error
    person = identity.person_with(number)
    if person is None:
        raise PersonUnknown("person-unknown")
    return person
