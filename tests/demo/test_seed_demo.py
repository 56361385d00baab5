"""`seed_demo` fills the portal once, through the import and the gate."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from common import clock
from demo.cast.persons import persons
from people import directory, identity

pytestmark = pytest.mark.django_db(transaction=True)


def _seed() -> list[str]:
    told = StringIO()
    call_command("seed_demo", stdout=told)
    return told.getvalue().splitlines()


def test_a_second_seeding_changes_nothing() -> None:
    first, second = _seed(), _seed()
    assert first[-2].endswith("0 unchanged, 0 refused")
    assert first[-1] == (
        "4 portal roles, 2 closures, 4 visits, 3 requests, 3 choices, 5 openings are new"
    )
    assert second[-2].startswith("0 stored, ")
    assert second[-2].endswith(", 0 refused")
    assert second[-1] == (
        "0 portal roles, 0 closures, 0 visits, 0 requests, 0 choices, 0 openings are new"
    )

    today = clock.today()

    def codes(slug: str) -> list[str]:
        person = identity.person_for(persons(today)[slug].national_id)
        return [role.code for role in directory.current_roles(person.id, today)]

    assert codes("berg") == ["LE"]
    assert codes("sekretar") == ["HE"]
    assert codes("lie") == codes("moe") == ["administrator"]
    assert codes("vik") == ["privacy-officer"]
    assert codes("strand") == ["helpline"]


def test_the_cast_never_comes_into_production(settings: pytest.FixtureRequest) -> None:
    settings.ENVIRONMENT = "production"  # type: ignore[attr-defined]  # pytest-django's fixture
    with pytest.raises(CommandError):
        _seed()
