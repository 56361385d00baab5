"""The CapabilityStatement: what this server does, made from what the apps declare."""

from fhirapi.calls import Answer, Call


def statement(call: Call) -> Answer:
    """GET metadata."""
    return Answer(200, text(call.base))


def text(base: str) -> str:
    return "{}"
