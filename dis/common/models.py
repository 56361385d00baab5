"""The base of every model: UUID keys, and what is kept of a resource that was received."""

import uuid

from django.db import models


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
