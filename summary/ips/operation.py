"""`Patient/[id]/$summary`: the operation as the API offers it."""

from access.codes import Kind
from access.grant import Grant
from common.errors import Unacceptable
from common.rest import Asked, Operation
from summary.ips import bundle, making
from summary.ips.codes import IPS

_PROFILES = frozenset({f"{IPS}Bundle-uv-ips", f"{IPS}Composition-uv-ips"})


def perform(grant: Grant, asked: Asked) -> str:
    """The document, in the language asked for."""
    given = asked.parameters
    profile = given.get("profile", "").split("|")[0]
    if profile and profile not in _PROFILES:
        raise Unacceptable.because("only the International Patient Summary is made", "profile")
    language = making.language_of(given.get("language"), asked.languages)
    if language is None:
        words = f"is one of {', '.join(making.LANGUAGES)}"
        raise Unacceptable.because(words, "language")
    if Kind.SUMMARY not in grant.kinds:
        raise Unacceptable.because("the summary of this patient is not open to you", "Patient")
    return bundle.text(making.made(grant, language, asked.names))


OPERATIONS = (
    Operation(
        resource_type="Patient",
        name="summary",
        definition="http://hl7.org/fhir/uv/ips/OperationDefinition/summary",
        kind=Kind.RECORD,
        parameters=frozenset({"profile", "language"}),
        perform=perform,
    ),
)
