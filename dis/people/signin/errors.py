"""Why a sign-in stops; each becomes a page of its own."""

from common.errors import DisError


class SignInError(DisError):
    """The base: `reason` is a short code for the log, never anything a person or token said."""

    page = "untrusted"
    status = 400

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderDown(SignInError):
    """ID-porten or HelseID does not answer, or answers with an error of its own."""

    page = "provider_down"
    status = 503


class Untrusted(SignInError):
    """The answer fails a check: signature, issuer, audience, nonce, state, time."""


class StartAgain(SignInError):
    """No sign-in under way fits the answer: too old, from another browser, or used before."""

    page = "start_again"


class Cancelled(SignInError):
    """The person chose to stop at the provider."""

    page = "cancelled"
    status = 200


class LevelTooLow(SignInError):
    """Signed in below level high, which health information needs."""

    page = "level_too_low"
    status = 403


class PersonUnknown(SignInError):
    """Nobody here has that national identity number, or nothing here is for that person."""

    page = "person_unknown"
    status = 403
