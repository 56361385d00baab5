"""The CapabilityStatement: what this server does, made from what the apps declare."""

from fhirapi.calls import Answer, Call


def statement(call: Call) -> Answer:
    """GET metadata, as an entry of a batch."""
    return answer(call.base)


def answer(base: str) -> Answer:
    return Answer(200, "{}")
