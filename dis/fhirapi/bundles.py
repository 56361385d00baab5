"""Bundles posted to the base: batches and transactions."""

from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal


def receive(call: Call) -> Answer:
    """POST of a Bundle to the base: a batch or a transaction, as its type says."""
    raise Refusal.of(501, "not-supported", "Bundles are not served.")
