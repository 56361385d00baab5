"""What the frame of a page shows: product, places to go, who is signed in and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from common.declarations import Audience
from people.codes import ActingAs
from portal import registry

_LANGUAGES: Final = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))
_HOMES: Final = {
    Audience.CITIZEN: "portal:citizen-home",
    Audience.PRACTITIONER: "portal:practitioner-home",
    Audience.ADMINISTRATOR: "portal:administrator-home",
}
_PRODUCTS: Final = {
    Audience.CITIZEN: "Min helse i nord",
    Audience.PRACTITIONER: "DIS",
    Audience.ADMINISTRATOR: "DIS administrasjon",
}


@dataclass(frozen=True)
class Frame:
    product: str = "Min helse i nord"
    home_url: str = "/"
    size: str = "md"
    width: str = "normal"
    is_demo: bool = True
    is_signed_in: bool = False
    links: Sequence[registry.Link] = ()
    person_name: str = ""
    role_name: str = ""
    workplace: str = ""
    acting_for_name: str = ""
    acting_as: Any = ""
    acting_has_ended: bool = False
    may_change_hat: bool = False
    languages: Sequence[tuple[str, str]] = _LANGUAGES
    sign_out_url: str = ""
    choose_hat_url: str = ""
    act_for_url: str = ""


def home_url(audience: Audience) -> str:
    return reverse(_HOMES[audience])


def helpline(request: HttpRequest) -> dict[str, str]:
    """Context processor: whom people call. Needs neither a person nor the database."""
    return {"helpline_phone": settings.HELPLINE_PHONE}


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor; the frame is made once per request, however many parts are rendered."""
    made: Frame | None = getattr(request, "portal_frame", None)
    if made is None:
        made = _frame(request)
        request.portal_frame = made  # type: ignore[attr-defined]  # ours alone
    return {"frame": made}


def _frame(request: HttpRequest) -> Frame:
    is_demo = not settings.IS_PRODUCTION
    hat: Any = getattr(request, "hat", None)
    if hat is None:
        return Frame(is_demo=is_demo)
    audience = Audience(hat.kind)
    home = home_url(audience)
    for_clinicians = audience is not Audience.CITIZEN
    return Frame(
        product=_PRODUCTS[audience],
        home_url=home,
        size="sm" if for_clinicians else "md",
        width="wide" if for_clinicians else "normal",
        is_demo=is_demo,
        is_signed_in=True,
        links=[
            registry.home_link(audience, home, request.path),
            *registry.navigation(audience, home, request.path, hat.role.code if hat.role else ""),
        ],
        person_name=hat.name,
        role_name=hat.role.title if hat.role else "",
        workplace=hat.role.workplace if hat.role else "",
        acting_for_name=hat.acting_for_name,
        acting_as=ActingAs(hat.acting_as).label if hat.acting_as else "",
        acting_has_ended=bool(hat.acting_for and not hat.acting_as),
        may_change_hat=hat.may_change,
        sign_out_url=reverse("signin:sign-out"),
        choose_hat_url=reverse("signin:choose-hat"),
        act_for_url=reverse("signin:act-for"),
    )
