"""The telephone number of those who help is a setting, and stands on every page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory, override_settings

from config.checks import check_settings
from portal import errors

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.mark.django_db
@override_settings(HELPLINE_PHONE="12 34 56 78")
def test_pages_show_the_number_that_is_set() -> None:
    for address in ("/", "/hjelp/", "/tilgjengelighet/", "/er-ikke-her/"):
        assert "12 34 56 78" in Client().get(address).content.decode()


@override_settings(HELPLINE_PHONE="12 34 56 78")
def test_the_page_of_a_fault_shows_it_without_database_and_session() -> None:
    answer = errors.server_error(RequestFactory().get("/"))

    assert answer.content.decode().count("12 34 56 78") == 2


def test_no_template_holds_a_number_of_its_own() -> None:
    numbered = [
        path.name
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"\b\d{2} \d{2} \d{2} \d{2}\b|\b\d{8}\b", path.read_text(encoding="utf-8"))
    ]

    assert numbered == []


@pytest.mark.parametrize(("phone", "warned"), [(settings.DEMO_HELPLINE, True), ("1", False)])
def test_production_with_the_number_of_the_demo_is_warned(phone: str, warned: bool) -> None:
    with override_settings(IS_PRODUCTION=True, HELPLINE_PHONE=phone):
        found = {message.id for message in check_settings(None)}

    assert ("config.W001" in found) is warned
