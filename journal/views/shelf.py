"""Whose documents a page shows, and what its parts share: filters, replacements, the way back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from access import pages
from access.grant import Grant
from journal import inputs, selectors
from journal.views import asked


@dataclass(frozen=True)
class Reader:
    """Whose documents are read; `record_id` is the patient in the address of a clinician's page."""

    patient_id: uuid.UUID
    record_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Shelf:
    """What the parts of a page share of a reader's documents, asked of the database once."""

    facets: selectors.Facets
    chosen: selectors.Filters
    replaced: Mapping[uuid.UUID, uuid.UUID]

    @classmethod
    def of(cls, request: HttpRequest, grant: Grant) -> Shelf:
        facets = selectors.facets(grant)
        chosen = inputs.filters(request.GET, facets, asked.recalled(request))
        return cls(facets, chosen, selectors.replacements(grant))


def own(request: HttpRequest) -> Reader:
    return Reader(pages.own_patient_id(request))


def banner(reader: Reader, grant: Grant) -> dict[str, Any]:
    """For a clinician; a citizen knows who he is, and is told of nothing withheld."""
    if reader.record_id is None:
        return {}
    return pages.banner(grant, withheld=selectors.withheld_count(grant))


def query(request: HttpRequest, **more: str) -> str:
    """The filters, the search and the page in the address, to come back to the same list."""
    kept = {**inputs.kept(request.GET), **more}
    return f"?{urlencode(kept)}" if kept else ""
