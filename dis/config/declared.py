"""Hands what each app declares (parts.py, fhir.py) to the rooms that serve all of them."""

from collections.abc import Mapping
from typing import Any

import access.fhir
import access.parts
import access.settings.parts
import appointments.fhir
import appointments.parts
import fhirapi.smart.parts
import fhirapi.subscriptions.parts
import fhirapi.systems.parts
import journal.exporting
import journal.fhir
import journal.on_timeline
import journal.parts
import labresults.fhir
import labresults.in_short
import labresults.intake.parts
import labresults.measured.parts
import labresults.parts
import notify.parts
import people.fhir
import people.parts
import portal.parts
import summary.fhir
import summary.ips.fhir
import summary.ips.operation
import summary.ips.parts
import summary.parts
import worklist.parts
from access import (
    answers,
    asking,
    banners,
    closed_items,
    describing,
    erasing,
    exporting,
    key_rotation,
    news,
    retention,
    writing_here,
)
from access.representation import acting
from access.representation import parts as representation_parts
from access.settings import selectors as settings_selectors
from common import viewing
from common.declarations import Incoming
from fhirapi import registry as fhir_registry
from fhirapi.hooks import services as hook_services
from fhirapi.messages import formats as message_formats
from fhirapi.messages import preparing
from fhirapi.searching import values as search_values
from fhirapi.subscriptions import endpoints, noticing
from journal.presenters import contents
from labresults.intake import formats, ports, waiting
from people.signin import representing
from portal import registry as portal_registry

PARTS = (
    *portal.parts.PARTS,
    *people.parts.PARTS,
    *access.parts.PARTS,
    *access.settings.parts.PARTS,
    *representation_parts.PARTS,
    *journal.parts.PARTS,
    *labresults.parts.PARTS,
    *labresults.in_short.PARTS,
    *appointments.parts.PARTS,
    *summary.parts.PARTS,
    *summary.ips.parts.PARTS,
    *worklist.parts.PARTS,
    *notify.parts.PARTS,
    *labresults.intake.parts.PARTS,
    *labresults.measured.parts.PARTS,
    *fhirapi.smart.parts.PARTS,
    *fhirapi.systems.parts.PARTS,
    *fhirapi.subscriptions.parts.PARTS,
)
FHIR_TYPES = (
    *people.fhir.FHIR_TYPES,
    *access.fhir.FHIR_TYPES,
    *journal.fhir.FHIR_TYPES,
    *labresults.fhir.FHIR_TYPES,
    *appointments.fhir.FHIR_TYPES,
    *summary.fhir.FHIR_TYPES,
    *summary.ips.fhir.FHIR_TYPES,
)
OPERATIONS = summary.ips.operation.OPERATIONS
DESCRIBERS = (
    *access.parts.DESCRIBERS,
    *journal.parts.DESCRIBERS,
    *labresults.parts.DESCRIBERS,
    *labresults.intake.parts.DESCRIBERS,
    *appointments.parts.DESCRIBERS,
    *summary.parts.DESCRIBERS,
    *summary.ips.parts.DESCRIBERS,
    *worklist.parts.DESCRIBERS,
)
SHARED_COPIES = (
    *journal.parts.SHARED_COPIES,
    *labresults.parts.SHARED_COPIES,
    *labresults.intake.parts.SHARED_COPIES,
    *labresults.measured.parts.SHARED_COPIES,
    *appointments.parts.SHARED_COPIES,
    *summary.parts.SHARED_COPIES,
    *summary.ips.parts.SHARED_COPIES,
    *fhirapi.subscriptions.parts.SHARED_COPIES,
)
CLOSED_ITEMS = (
    journal.parts.CLOSED_ITEMS,
    labresults.parts.CLOSED_ITEMS,
    appointments.parts.CLOSED_ITEMS,
    summary.parts.CLOSED_ITEMS,
    summary.ips.parts.CLOSED_ITEMS,
)


def hand_over() -> None:
    portal_registry.fill(PARTS)
    fhir_registry.fill(FHIR_TYPES, OPERATIONS)
    describing.fill(DESCRIBERS)
    erasing.fill(SHARED_COPIES)
    exporting.fill([journal.exporting.files])
    rules = (journal.parts.READ_MARKS, labresults.measured.parts.CARDS, notify.parts.KEPT_MESSAGES)
    retention.fill([*rules, labresults.intake.parts.SETTLED, *fhirapi.subscriptions.parts.RULES])
    key_rotation.fill([endpoints.reseal, waiting.reseal])
    message_formats.fill(formats.FORMATS)
    hook_services.fill(labresults.measured.parts.HOOKS)
    ports.fill(preparing.prepared, preparing.bundle, labresults.fhir.FHIR_TYPES)
    news.fill([noticing.LISTENER])
    closed_items.fill(CLOSED_ITEMS)
    viewing.fill(contents.content, contents.damaged)
    answers.fill(journal.on_timeline.SOURCE)
    banners.fill(summary.parts.BANNER_LINES)
    writing_here.fill(_search_values)
    settings_selectors.fill([journal.parts.CLOSABLE])
    asking.fill(worklist.parts.LOG_QUESTION)
    representing.fill(acting.REPRESENTATION)


def _search_values(incoming: Incoming) -> Mapping[str, Any]:
    """What is written in the portal is searched by the same as what is sent to it."""
    fhir_type = fhir_registry.types().get(str(incoming.resource["resourceType"]))
    return search_values.of(fhir_type, incoming) if fhir_type else {}
