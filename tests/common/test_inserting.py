"""Rows that are inserted as JSON are those that the ORM would have inserted."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import DataError, models, transaction
from django.test.utils import isolate_apps

from access.models import AccessEvent, AccessItem, FormerVersion
from common import clock, inserting
from common.inserting import insert
from common.models import Served
from fhirapi.models import ApiClient, RegistrationChange
from people.models import Organization

pytestmark = pytest.mark.django_db
TEXT = "«Ærlig» \\ \" ' \n\t\u2028 😀 \\u0000 {} %s"
VALUES = {
    "decimals": [1.5, 1e-7, 1e22, 12345678901234567890123],
    "nothing": [None, "", [], {}, False, 0],
    "long": TEXT * 50_000,
}


def change(**values: Any) -> RegistrationChange:
    usual = {"subject": "app", "subject_id": uuid.uuid4(), "step": "changed", "words": TEXT}
    return RegistrationChange(**{**usual, "recorded_at": clock.now(), "changes": VALUES, **values})


def of(row: Any) -> dict[str, Any]:
    """What the database has of a row, but its key."""
    found = type(row).objects.filter(pk=row.pk).values().get()
    return {name: value for name, value in found.items() if name not in {"id", "client_id"}}


def test_what_comes_back_is_what_the_orm_would_have_stored() -> None:
    one, other = change(), change(by_id=uuid.uuid4())
    former = change(subject_id=one.subject_id, recorded_at=one.recorded_at)
    insert([one, other])
    RegistrationChange.objects.bulk_create([former])
    assert of(one) == of(former)
    assert of(one)["changes"] == VALUES
    assert of(other)["by_id"] == other.by_id


def test_lists_and_what_is_empty_come_back() -> None:
    entity = Organization.objects.create(name=TEXT)
    usual = {"organization": entity, "name": TEXT, "registered_at": clock.now(), "rate": None}
    rows = [ApiClient(client_id=each, kinds=["a,b", '"', "{ø}"], **usual) for each in ("a", "b")]
    insert(rows[:1])
    ApiClient.objects.bulk_create(rows[1:])
    assert of(rows[0]) == of(rows[1])


def test_a_sign_that_no_text_may_have_stores_nothing() -> None:
    for values in ({"words": "a\0b"}, {"changes": ["a\0b"]}, {"words": "x" * 501}):
        with pytest.raises(DataError), transaction.atomic():
            insert([change(), change(**values)])
    assert not RegistrationChange.objects.exists()


def test_all_that_is_inserted_so_has_plain_values() -> None:
    received = [each for each in apps.get_models() if issubclass(each, Served)]
    assert received
    for model in (*received, FormerVersion, AccessEvent, AccessItem):
        inserting._statement(model)


@isolate_apps("common")
def test_a_field_whose_values_may_be_changed_on_their_way_is_refused() -> None:
    class Span(models.Model):
        """What PostgreSQL has another form of."""

        lasts = models.DurationField()

        class Meta:
            app_label = "common"

        def __str__(self) -> str:
            return str(self.lasts)

    with pytest.raises(TypeError):
        inserting._statement(Span)
