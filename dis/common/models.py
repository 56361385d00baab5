"""The base of every model: UUID keys, and what is kept of a resource that was received."""

import uuid

from django.db import models

from common import clock


class Model(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Received(models.Model):
    """A resource from another system, kept as received beside the columns lifted out of it.

    `wire` is the text as it came, with tokens in the place of national ids and document bytes.
    """

    source = models.CharField(max_length=200)
    source_id = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    wire = models.TextField()
    digest = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()

    class Meta:
        abstract = True


class Served(Received):
    """A received resource that other systems reach over FHIR (common.rest).

    `search` holds the values it is searched by, by the name of the parameter; `sorted_at` is the
    main date of its type. `names_own_ids` says that it came over the API, where references name
    things by the ids that they have here, and not by those of the sender.
    """

    search = models.JSONField(default=dict)
    sorted_at = models.DateTimeField(default=clock.now)
    names_own_ids = models.BooleanField(default=False)

    class Meta:
        abstract = True


def newest_first(table: str, *first: str) -> tuple[models.Index, models.Index]:
    """The indexes by which a served table is read page by page: by main date, and by arrival."""
    columns = (*first, "patient")
    return (
        models.Index(fields=(*columns, "-sorted_at", "-id"), name=f"{table}_sorted"),
        models.Index(fields=(*columns, "-received_at", "-id"), name=f"{table}_received"),
    )
