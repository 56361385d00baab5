"""Which language a page is in: chosen by the person, else Norwegian."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SESSION_KEY = "language"
_YEAR = 365 * 24 * 60 * 60


def codes() -> list[str]:
    return [code for code, _ in settings.LANGUAGES]


def chosen(request: HttpRequest) -> str:
    """The language of this request.

    A browser that asks for English does not get it unasked: hospitals' machines often speak
    English while the people in front of them expect Norwegian. Only Nynorsk is taken on its word.
    """
    session = getattr(request, "session", {})
    for code in (session.get(SESSION_KEY), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if code in codes():
            return str(code)
    wanted = request.headers.get("Accept-Language", "")
    first = wanted.split(",")[0].split(";")[0].strip().lower()
    return "nn" if first.split("-")[0] == "nn" else settings.LANGUAGE_CODE


def choose(request: HttpRequest, response: HttpResponse, code: str) -> None:
    """Keep the choice: in this session, on this device, and on the account of who is signed in."""
    request.session[SESSION_KEY] = code
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        user.language = code
        user.save(update_fields=["language"])


def remember_at_sign_in(sender: object, request: HttpRequest, user: Any, **_: object) -> None:
    """At sign-in the language kept on the account takes over from the device's."""
    if user.language in codes():
        request.session[SESSION_KEY] = user.language
