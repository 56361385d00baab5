"""The two steps of a sign-in: send the person to the provider, and check what comes back."""

import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import urlencode

import requests

from people.signin import discovery, idtoken, proofs
from people.signin.errors import Cancelled, LevelTooLow, ProviderDown, StartAgain, Untrusted
from people.signin.national import National

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_PENDING_SECONDS = 900


@dataclass(frozen=True)
class Pending:
    """A sign-in under way, kept in the browser's session between the two steps."""

    provider: str
    state: str
    nonce: str
    verifier: str
    next: str
    started_at: float
    is_forced: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Self:
        return cls(**found)

    @property
    def is_stale(self) -> bool:
        return time.time() - self.started_at > _PENDING_SECONDS


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is, after every check."""

    provider: National
    subject: str
    pid: str
    sid: str
    hpr_number: str
    id_token: str

    @property
    def uid(self) -> str:
        """Subjects are unique within their issuer only."""
        return f"{self.provider.issuer}#{self.subject}"


def begin(provider: National, *, next_path: str, language: str, force: bool) -> tuple[Pending, str]:
    """What to remember, and the address at the provider to send the browser to.

    `force` has the person identify again, even where the provider still knows the browser.
    """
    pending = Pending(
        provider=provider.id,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=proofs.code_verifier(),
        next=next_path,
        started_at=time.time(),
        is_forced=force,
    )
    described = discovery.metadata(provider)
    parameters = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": provider.redirect_uri,
        "scope": provider.scope,
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": proofs.code_challenge(pending.verifier),
        "code_challenge_method": "S256",
        "acr_values": provider.acr_values,
        "ui_locales": language,
        **({"prompt": "login"} if force else {}),
    }
    answer = _post(
        provider, str(described["pushed_authorization_request_endpoint"]), parameters, {}
    )
    if answer.status_code != requests.codes.created:
        raise ProviderDown("par-refused")
    pushed = {"client_id": provider.client_id, "request_uri": _member(answer, "request_uri")}
    return pending, f"{described['authorization_endpoint']}?{urlencode(pushed)}"


def complete(provider: National, pending: Pending, answer: Mapping[str, str]) -> Identity:
    """The identity behind the browser's return from the provider."""
    if pending.is_stale or pending.provider != provider.id:
        raise StartAgain("pending")
    described = discovery.metadata(provider)
    _check_issuer(provider, described, answer)
    if "error" in answer:
        raise (
            Cancelled("cancelled") if answer["error"] == "access_denied" else ProviderDown("error")
        )
    if not answer.get("code"):
        raise Untrusted("code")
    token = _exchange(provider, str(described["token_endpoint"]), pending, answer["code"])
    since = pending.started_at if pending.is_forced else None
    claims = idtoken.validated(provider, token, nonce=pending.nonce, since=since)
    return _identity(provider, claims, token)


def logout_address(provider: National, *, id_token: str, back_to: str) -> str | None:
    """Where the provider ends its own session, if it is reachable.

    The hint holds the national id, and both providers document it as part of an address: theirs,
    over TLS, in nobody's log here. By POST their own cookie (SameSite) might not come along.
    """
    try:
        endpoint = discovery.metadata(provider).get("end_session_endpoint")
    except ProviderDown:
        return None
    hint = {"id_token_hint": id_token, "post_logout_redirect_uri": back_to}
    return f"{endpoint}?{urlencode(hint)}" if endpoint else None


def _check_issuer(
    provider: National, described: Mapping[str, Any], answer: Mapping[str, str]
) -> None:
    # RFC 9207: the answer says who sent it, so that one provider's code never goes to another.
    said = answer.get("iss")
    if said is None and not described.get("authorization_response_iss_parameter_supported"):
        return
    if said is None or not hmac.compare_digest(said.encode(), provider.issuer.encode()):
        raise Untrusted("response-iss")


def _exchange(provider: National, url: str, pending: Pending, code: str) -> str:
    parameters = {
        "grant_type": "authorization_code",
        "client_id": provider.client_id,
        "code": code,
        "redirect_uri": provider.redirect_uri,
        "code_verifier": pending.verifier,
    }
    if not provider.is_dpop_bound:
        answer = _post(provider, url, parameters, {})
    else:
        key = proofs.DpopKey()
        answer = _post(provider, url, parameters, {"DPoP": key.proof("POST", url)})
        nonce = answer.headers.get("DPoP-Nonce")
        if nonce and _error_of(answer) == "use_dpop_nonce":
            answer = _post(provider, url, parameters, {"DPoP": key.proof("POST", url, nonce)})
    if answer.status_code == requests.codes.bad_request and _error_of(answer) == "invalid_grant":
        raise StartAgain("code")
    if answer.status_code != requests.codes.ok:
        raise ProviderDown("token-refused")
    wanted = "dpop" if provider.is_dpop_bound else "bearer"
    if _member(answer, "token_type").lower() != wanted:
        raise Untrusted("token-type")
    return _member(answer, "id_token")


def _identity(provider: National, claims: Mapping[str, Any], token: str) -> Identity:
    if not provider.is_high(claims):
        raise LevelTooLow("level")
    pid = claims.get(provider.pid_claim)
    if not isinstance(pid, str) or not pid:
        raise Untrusted("pid")
    return Identity(
        provider=provider,
        subject=str(claims["sub"]),
        pid=pid,
        sid=str(claims.get("sid", "")),
        hpr_number=str(claims.get(provider.hpr_claim, "")) if provider.is_dpop_bound else "",
        id_token=token,
    )


def _post(
    provider: National, url: str, parameters: Mapping[str, str], headers: Mapping[str, str]
) -> requests.Response:
    body = {
        **parameters,
        "client_assertion_type": _ASSERTION_TYPE,
        "client_assertion": proofs.client_assertion(provider),
    }
    try:
        answer = requests.post(
            url, data=body, headers=dict(headers), timeout=discovery.TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        raise ProviderDown("no-answer") from error
    if answer.status_code >= requests.codes.internal_server_error:
        raise ProviderDown("server-error")
    return answer


def _error_of(answer: requests.Response) -> str | None:
    try:
        return str(answer.json().get("error"))
    except (ValueError, AttributeError):
        return None


def _member(answer: requests.Response, name: str) -> str:
    try:
        value = answer.json()[name]
    except (ValueError, KeyError, TypeError) as error:
        raise ProviderDown("answer-shape") from error
    if not isinstance(value, str):
        raise ProviderDown("answer-shape")
    return value
