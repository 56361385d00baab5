"""What is answered where something goes wrong here: a number for support, and no internals."""

import logging

from django.db import InterfaceError, OperationalError
from psycopg.errors import QueryCanceled

from fhirapi.calls import Answer
from fhirapi.outcomes import Issue, outcome

logger = logging.getLogger(__name__)
_RETRY_SECONDS = "5"


def answer(fault: Exception, request_id: str) -> Answer:
    """The answer to what went wrong here; the log has the rest, under the same id."""
    told = f"Tell support this number if it goes on: {request_id}."
    if isinstance(fault, OperationalError | InterfaceError):
        if isinstance(fault.__cause__, QueryCanceled):
            text, code = "This took too long and was stopped: ask for less.", "timeout"
        else:
            text, code = "The database does not answer now: try again in a moment.", "transient"
        logger.warning("%s: %s", request_id, type(fault.__cause__ or fault).__name__)
        issue = Issue(code, f"{text} {told}")
        return Answer(503, outcome([issue]), {"Retry-After": _RETRY_SECONDS})
    logger.error("%s failed", request_id, exc_info=fault)
    return Answer(500, outcome([Issue("exception", f"Something failed here. {told}")]))
