"""Owns the short way in: a client signed in as somebody, without the round by a provider."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from people.models import Person, Practitioner, User
from people.signin import hats, sessions
from people.signin.national import PROVIDERS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def user_of(person: Person) -> User:
    """The account of a person, made the first time."""
    found = User.objects.filter(person=person).first()
    return found or User.objects.create_user(person=person)


def sign_in(client: Client, user: User, hat: str = "", *, provider: str = "helseid") -> Client:
    """Sign a client in as ID-porten (`idporten`) or HelseID (`helseid`) would, at level high.

    `hat` is `"citizen"` or the id of a PractitionerRole; without it, who has one hat wears that.
    """
    request = HttpRequest()
    request.session = client.session
    login(request, user, backend=BACKEND)
    if hat:
        request.session[hats.SESSION_KEY] = str(hat)
    request.session.save()
    practitioner = Practitioner.objects.filter(person=user.person_id).first()
    sessions.start(
        request,
        user,
        provider=provider,
        issuer=PROVIDERS[provider].issuer,
        sid=f"test-{request.session.session_key}",
        hpr_number=(practitioner and practitioner.hpr_number) or "",
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    return client
