"""Why a sign-in stops; each becomes a page of its own."""

from common.errors import DisError


class SignInStopped(DisError):
    """The base: `reason` is a short code for the log, never anything a person or token said."""

    page = "untrusted"
    status = 400

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderDown(SignInStopped):
    """ID-porten or HelseID does not answer, or answers with an error of its own."""

    page = "provider_down"
    status = 503


class Untrusted(SignInStopped):
    """The answer fails a check: signature, issuer, audience, nonce, state, time."""


class StartAgain(SignInStopped):
    """No sign-in under way fits the answer: too old, from another browser, or used before."""

    page = "start_again"


class Cancelled(SignInStopped):
    """The person chose to stop at the provider."""

    page = "cancelled"
    status = 200


class LevelTooLow(SignInStopped):
    """Signed in below level high, which health information needs."""

    page = "level_too_low"
    status = 403


class PersonUnknown(SignInStopped):
    """Nobody here has that national identity number, or nothing here is for that person."""

    page = "person_unknown"
    status = 403
