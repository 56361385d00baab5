"""The addresses of settings: the same pages for the patient and for the helpline."""

from typing import Any

from django.urls import URLPattern, path

from access.settings.views import helpline, instruments, notices, parties

_PAGES: tuple[tuple[str, Any, str], ...] = (
    ("", instruments.overview, "settings"),
    ("sperring/", instruments.restriction, "restriction"),
    ("blokkering/", parties.blocks, "blocks"),
    ("reservasjon/", instruments.reservation, "reservation"),
    ("egen-tilgang/", instruments.closure, "closure"),
    ("samtykker/", parties.consents, "consents"),
    ("historikk/", instruments.history, "history"),
)


def _pages(place: str, prefix: str, **more: bool) -> list[URLPattern]:
    return [
        path(f"{prefix}{rest}", view, kwargs=more, name=f"{place}-{name}")
        for rest, view, name in _PAGES
    ]


settings_patterns = (
    *_pages("own", "personvern/innstillinger/"),
    path(
        "personvern/innstillinger/dokument/<uuid:document_id>/",
        instruments.document,
        name="own-closed-document",
    ),
    path("varsler/", notices.notice_list, name="notices"),
    path("hjelpetelefon/", helpline.find, name="helpline"),
    *_pages("helpline", "hjelpetelefon/innstillinger/", is_helpline=True),
)
