"""Owns the fixtures of the journeys: the portal, a browser, and the visitors in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.portal import Portal, running
from tests.journeys.visitor import Arrivals, Visitor


@pytest.fixture(scope="session")
def portal(
    django_test_environment: None,
    django_db_modify_db_settings: None,  # A database of its own to each worker.
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Portal]:
    with django_db_blocker.unblock(), running(tmp_path_factory.mktemp("oidc")) as portal:
        yield portal


@pytest.fixture(scope="module")
def browser(portal: Portal) -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def arrives(portal: Portal, browser: Browser) -> Iterator[Arrivals]:
    """`arrives("kari")` is Kari at a browser of her own, signed in; `arrives()` is a stranger."""
    come: list[Visitor] = []

    def arrive(
        slug: str = "", provider: str = "", *, scripts: bool = True, width: int = 1280
    ) -> Visitor:
        visitor = Visitor(browser, portal, scripts=scripts, width=width)
        come.append(visitor)
        if slug:
            visitor.bring_session(portal.session_of(slug, provider or _usual(portal, slug)))
        return visitor

    yield arrive
    for visitor in come:
        visitor.leave()


def _usual(portal: Portal, slug: str) -> str:
    """Health personnel without a home in the cast come from HelseID; Dr Berg has both ways."""
    return "idporten" if portal.person(slug).address else "helseid"
