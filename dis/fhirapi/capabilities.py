"""The CapabilityStatement: what this server does, made from what the apps declare."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from common.declarations import FhirType
from common.rest import Interaction, SearchParameter, SearchType
from fhirapi import registry
from fhirapi.calls import Answer, Call
from fhirapi.subscriptions import told

_DATE = "2026-11-23"
_SMART_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_SECURITY_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"
_OPERATIONS = "http://hl7.org/fhir/OperationDefinition/"
_HTTP = {"system": "http://terminology.hl7.org/CodeSystem/message-transport", "code": "http"}
_MESSAGE = "MessageHeader-process-message"
_MESSAGING = (
    "Results of laboratories come as messages too, of any event: POST [base]/$process-message of a"
    " Bundle of type message with MessageHeader, DiagnosticReport and what these name. The patient"
    " is known by national id; whoever is not known here is waited for. It is answered at once."
)
_COMMON = (
    SearchParameter("_id", SearchType.TOKEN, ()),
    SearchParameter("_lastUpdated", SearchType.DATE, ()),
    SearchParameter("_tag", SearchType.TOKEN, ()),
    SearchParameter("_security", SearchType.TOKEN, ()),
    SearchParameter("_profile", SearchType.URI, ()),
)
_SECURITY = (
    "Every request but this one needs an access token. Health personnel and systems bring one of"
    " HelseID, bound to a key with DPoP (RFC 9449): `Authorization: DPoP [token]` and a proof for"
    " every request in the header `DPoP`. For health personnel it carries an attestation of the"
    " trust framework for one patient. Citizens' apps bring a token that they got here by SMART App"
    " Launch 2 (see .well-known/smart-configuration): `Authorization: Bearer [token]`."
)


def statement(call: Call) -> Answer:
    """GET metadata, as an entry of a batch."""
    return answer(call.base)


def answer(base: str) -> Answer:
    types = list(registry.served().values())
    return Answer(200, _text(base, tuple(map(id, types))))


@lru_cache(maxsize=4)
def _text(base: str, _: tuple[int, ...]) -> str:
    """Made once for the declarations that there are."""
    return json.dumps(_value(base), ensure_ascii=False)


def _value(base: str) -> dict[str, Any]:
    types = tuple(registry.served().values())
    return {
        "resourceType": "CapabilityStatement",
        "id": "dis",
        "url": f"{base}/metadata",
        "version": "1.0.0",
        "name": "DIS",
        "title": "DIS portal, FHIR API",
        "status": "active",
        "date": _DATE,
        "publisher": settings.OPERATOR_NAME,
        "kind": "instance",
        "software": {"name": "DIS portal"},
        "implementation": {"description": "DIS portal", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json", "application/fhir+json"],
        "patchFormat": ["application/json-patch+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": _documentation(),
                "security": _security(),
                "resource": [*(_resource(each, types) for each in types), told.capability(base)],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
                "searchParam": [_parameter(each) for each in _COMMON],
                "operation": [
                    {"name": "process-message", "definition": f"{_OPERATIONS}{_MESSAGE}"}
                ],
            }
        ],
        "messaging": [
            {
                "endpoint": [{"protocol": _HTTP, "address": f"{base}/$process-message"}],
                "documentation": _MESSAGING,
            }
        ],
    }


def _documentation() -> str:
    sizes = settings.FHIR_LIMITS
    return (
        f"Bodies of up to {sizes['body_bytes']:,} bytes, {sizes['bundle_entries']} entries in a"
        f" Bundle, {sizes['page_most']} in a page. National identity numbers stand in no address:"
        " search for them by POST to _search. What the caller may not see is not there. A delete"
        " marks as entered in error, where the type allows it."
    )


def _security() -> dict[str, Any]:
    places = {
        name: f"{settings.BASE_URL}{reverse(f'smart:{view}')}"
        for name, view in (("authorize", "let-in"), ("token", "token"), ("revoke", "revoke"))
    }
    return {
        "extension": [
            {
                "url": _SMART_URIS,
                "extension": [{"url": name, "valueUri": uri} for name, uri in places.items()],
            }
        ],
        "cors": True,
        "service": [{"coding": [{"system": _SECURITY_SERVICE, "code": "SMART-on-FHIR"}]}],
        "description": _SECURITY,
    }


def _resource(fhir_type: FhirType, types: tuple[FhirType, ...]) -> dict[str, Any]:
    rest = registry.rest_of(fhir_type)
    does = rest.interactions
    writes = Interaction.UPDATE in does
    found: dict[str, Any] = {
        "type": fhir_type.name,
        "documentation": _besides(fhir_type),
        "interaction": [{"code": each.value} for each in Interaction if each in does],
        "versioning": "versioned-update" if writes and rest.is_clinical else "versioned",
        "readHistory": Interaction.VREAD in does,
        "updateCreate": False,
        "conditionalCreate": Interaction.CREATE in does,
        "conditionalRead": "full-support",
        "conditionalUpdate": writes,
        "conditionalDelete": "single" if Interaction.DELETE in does else "not-supported",
        "referencePolicy": ["literal", "logical"],
        "searchInclude": [f"{fhir_type.name}:{each.name}" for each in _references(fhir_type)],
        "searchRevInclude": [
            f"{other.name}:{each.name}"
            for other in types
            for each in _references(other)
            if fhir_type.name in each.targets
        ],
        "searchParam": [_parameter(each) for each in (*_COMMON, *rest.parameters)],
        "operation": list(_operations(fhir_type)),
    }
    return {name: value for name, value in found.items() if value not in ([], "")}


def _besides(fhir_type: FhirType) -> str:
    other = registry.beside(fhir_type.name)
    told_by = other.rest.told_by if other and other.rest else None
    if told_by is None:
        return ""
    return (
        f"What citizens have chosen is {told_by[0]}={told_by[1]}: read and searched only."
        f" A citizen's search without {told_by[0]} finds these."
    )


def _references(fhir_type: FhirType) -> Iterator[SearchParameter]:
    for each in registry.rest_of(fhir_type).parameters:
        if each.type is SearchType.REFERENCE and each.targets:
            yield each


def _parameter(parameter: SearchParameter) -> dict[str, Any]:
    return {"name": parameter.name, "type": parameter.type.value}


def _operations(fhir_type: FhirType) -> Iterator[dict[str, str]]:
    if Interaction.CREATE in registry.rest_of(fhir_type).interactions:
        yield {"name": "validate", "definition": f"{_OPERATIONS}Resource-validate"}
    if fhir_type.name == "Patient":
        yield {"name": "everything", "definition": f"{_OPERATIONS}Patient-everything"}
    for each in registry.operations(fhir_type.name):
        yield {"name": each.name, "definition": each.definition}
