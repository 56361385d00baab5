"""What a verified token says of who comes with it, and the answers to those that are not."""

import logging
import uuid
from dataclasses import dataclass, field

from access.actor import Actor
from fhirapi.outcomes import Refusal

logger = logging.getLogger(__name__)

# Signatures with a public key only; fixed here, never taken from a token.
PROOF_ALGORITHMS = ("ES256", "ES384", "PS256", "RS256")
# Whoever watches the system's log looks for this word.
ALARM = "api-token-refused"


@dataclass(frozen=True)
class Presented:
    """Whom a token stands for; fhirapi.callers makes its Caller of it."""

    actor: Actor
    client_id: str
    source: str
    patient_id: uuid.UUID | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    # How often its system may call in a minute, where that is not the usual.
    rate: int | None = None


def refused(code: str, text: str, *, error: str = "invalid_token", scheme: str = "DPoP") -> Refusal:
    """401 for a token or a proof that is not good. `code` is for the log; a token never is."""
    logger.warning("%s: %s", ALARM, code)
    algorithms = f', algs="{" ".join(PROOF_ALGORITHMS)}"' if scheme == "DPoP" else ""
    challenge = f'{scheme} error="{error}", error_description="{text}"{algorithms}'
    return Refusal.of(401, "login", text, WWW_Authenticate=challenge)


def missing() -> Refusal:
    """401 for a request without a token: which ones are taken."""
    challenge = f'DPoP algs="{" ".join(PROOF_ALGORITHMS)}", Bearer'
    return Refusal.of(401, "login", "A token is needed.", WWW_Authenticate=challenge)
