"""Former versions of received resources, read under a Grant for what they were versions of."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from access.codes import Kind
from access.grant import Grant
from access.models import FormerVersion
from access.records import PatientRecord


def versions(
    grant: Grant, model: type[PatientRecord], resource_id: uuid.UUID
) -> QuerySet[FormerVersion]:
    """The former versions of one resource, newest first. Their codes hide nothing by themselves:
    whoever shows one asks first what the reader may see of the resource and of the version."""
    return of_type(grant, model.kind, model.__name__, [resource_id])


def of_type(
    grant: Grant, kind: Kind, resource_type: str, resource_ids: Sequence[uuid.UUID] | None = None
) -> QuerySet[FormerVersion]:
    """The same of some or all resources of a FHIR type, which may share its table with others."""
    grant.check(kind)
    rows: QuerySet[Any] = FormerVersion.ungated.filter(
        patient_id__in=grant.patient_ids, resource_type=resource_type
    )
    if resource_ids is not None:
        rows = rows.filter(resource_id__in=resource_ids)
    return rows.order_by("-version")


def as_of(
    grant: Grant, model: type[PatientRecord], resource_id: uuid.UUID, at: datetime
) -> FormerVersion | None:
    """The version that was in force at that time; None where the one of today already was."""
    rows = versions(grant, model, resource_id).filter(replaced_at__gt=at)
    return rows.order_by("version").first()
