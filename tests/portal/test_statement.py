"""The accessibility statement says what the law asks of one."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    [
        "WCAG 2.1 at level AA",  # The requirement.
        "most of these requirements, but not all",  # Whether it is met.
        "1.1.1",  # What is not.
        "November 2026",  # When and how it was tested.
        "axe-core",
        "Nobody from outside",
        settings.HELPLINE_PHONE,  # Whom to tell.
        "uutilsynet.no",  # Where to complain.
    ],
)
def test_statement_says(words: str) -> None:
    client = Client()
    client.post("/sprak/", {"language": "en"})

    assert words in client.get("/tilgjengelighet/").content.decode()
