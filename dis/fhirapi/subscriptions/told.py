"""What the CapabilityStatement says of subscriptions (Subscriptions R5 Backport 1.1, for R4)."""

from typing import Any

from fhirapi.subscriptions import resources, topics
from fhirapi.subscriptions.wording import GUIDE

_TOPIC = f"{GUIDE}/capabilitystatement-subscriptiontopic-canonical"
_OPERATIONS = "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition"
_DOCUMENTATION = (
    "For systems of organisations. criteria names one of these topics, and"
    " backport-filter-criteria narrows it as a search of its type. rest-hook, id-only or empty, to"
    " addresses that an administrator has registered for the client. What its organisation has sent"
    " a client is not told of, and of what others have sent only what it could read right then."
)
_PARAMETERS = (("_id", "token"), ("criteria", "string"), ("status", "token"), ("url", "uri"))


def capability(base: str) -> dict[str, Any]:
    """The entry of the type Subscription."""
    return {
        "extension": [
            {"url": _TOPIC, "valueCanonical": topics.url(base, each)} for each in topics.types()
        ],
        "type": resources.TYPE,
        "supportedProfile": [f"{GUIDE}/backport-subscription"],
        "documentation": _DOCUMENTATION,
        "interaction": [{"code": each.value} for each in resources.INTERACTIONS],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "searchParam": [{"name": name, "type": kind} for name, kind in _PARAMETERS],
        "operation": [
            {"name": name, "definition": f"{_OPERATIONS}/backport-subscription-{name}"}
            for name in ("status", "events")
        ],
    }
