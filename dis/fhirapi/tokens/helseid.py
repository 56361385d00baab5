"""Access tokens of HelseID: what its issuer signed, who brings it, and whom it stands for.

Every check fails closed. The keys are the issuer's own (people.signin.discovery): fetched by us,
kept, fetched again for an unknown key once a minute at most, and never taken from a token.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from access.actor import Actor, ActorKind
from access.claims import HIGH, HPR, LEVEL, PID
from access.signed import Issuer, NotSigned, SignedClaims, verified
from common import clock
from common.identifiers import InvalidIdentifier
from common.tokens import unverified_header
from fhirapi import scopes
from fhirapi.models import ApiClient
from fhirapi.outcomes import Refusal
from fhirapi.tokens import attesting, clients, dpop, elevating, stopped
from fhirapi.tokens.presented import Presented, refused
from people import authorisations, directory, identity
from people.directory import Role
from people.signin import discovery
from people.signin.errors import ProviderDown
from people.signin.national import HELSEID

_TYPES = frozenset({"at+jwt", "application/at+jwt"})
_NOT_GOOD = "The token is not one that HelseID has issued for this API."
_SKEW_SECONDS = 60


def presented(token: str, request: HttpRequest) -> Presented:
    """Whom a token of HelseID stands for, brought with a proof of the key that it is bound to."""
    now = clock.now()
    signed = _signed(token, now)
    dpop.check(request, token, _thumbprint(signed.claims), now=now)
    given = _scopes(signed.claims)
    if PID in signed.claims:
        return _clinician(token, signed, given, request)
    elevating.not_for(request)
    return _system(signed.claims, given)


def _signed(token: str, now: datetime) -> SignedClaims:
    """The claims, checked: typ, alg, key, signature, iss, aud, exp, nbf."""
    try:
        header = unverified_header(token)
    except ValueError as error:
        raise refused("token-shape", _NOT_GOOD) from error
    if str(header.get("typ")).lower() not in _TYPES:
        raise refused("token-typ", _NOT_GOOD)
    try:
        found = discovery.keys(HELSEID, str(header.get("kid"))).keys
    except ProviderDown as error:
        text = "HelseID does not answer, so no token of it can be checked now."
        raise Refusal.of(503, "transient", text, Retry_After="30") from error
    keys = {str(key.kid): key for key in found if key.kid}
    issuer = Issuer(HELSEID.issuer, settings.API_TOKENS["audience"], keys)
    try:
        signed = verified(token, issuer, now=now)
    except NotSigned as error:
        raise refused(f"token-{error.code}", _NOT_GOOD) from error
    begins = signed.claims.get("nbf", 0)
    if isinstance(begins, bool) or not isinstance(begins, int | float):
        raise refused("token-nbf", _NOT_GOOD)
    if begins > now.timestamp() + _SKEW_SECONDS:
        raise refused("token-nbf", _NOT_GOOD)
    return signed


def _thumbprint(claims: Mapping[str, Any]) -> str:
    bound = claims.get("cnf")
    found = bound.get("jkt") if isinstance(bound, Mapping) else None
    if not isinstance(found, str) or not found:
        raise refused("token-unbound", "The token is bound to no key.")
    return found


def _scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    """The SMART scopes of the token; one with the API's own scope alone may do everything that the
    gate lets it do."""
    said = claims.get("scope") or ()
    given = frozenset(said.split() if isinstance(said, str) else map(str, said))
    if settings.API_TOKENS["scope"] not in given:
        raise _insufficient("The token has not the scope of this API.")
    wanted = frozenset(each for each in given if "/" in each and ":" not in each)
    try:
        for each in wanted:
            scopes.parsed(each)
    except scopes.UnknownScope as error:
        raise _insufficient(str(error)) from error
    return wanted or frozenset({"user/*.cruds", "system/*.cruds"})


def _clinician(
    token: str, signed: SignedClaims, given: frozenset[str], request: HttpRequest
) -> Presented:
    claims = signed.claims
    if str(claims.get(LEVEL)) != HIGH:
        raise refused("level", "Signed in below the level that health information needs.")
    role, client = _role(claims)
    actor = Actor(kind=ActorKind.PRACTITIONER, person_id=_person_id(claims), role=role)
    actor, patient_id = attesting.attested(actor, token, signed, request)
    source = clients.source_of(role.legal_entity_number)
    return Presented(actor, client.client_id, source, patient_id, given, client.rate)


def _system(claims: Mapping[str, Any], given: frozenset[str]) -> Presented:
    client = clients.of_organization(claims)
    if client is None:
        raise _unregistered(claims)
    actor = clients.actor_of(client)
    return Presented(actor, client.client_id, actor.source, None, given, client.rate)


def _person_id(claims: Mapping[str, Any]) -> Any:
    try:
        person = identity.person_with(identity.accept(str(claims[PID])))
    except InvalidIdentifier:
        person = None
    if person is None:
        raise refused("person", "The person that the token names is not known here.")
    return person.id


def _role(claims: Mapping[str, Any]) -> tuple[Role, ApiClient]:
    """The role in which the person acts: at the client's organisation and, where the token says
    so, at that place; with the authorisation that HelseID knows. All of it valid today."""
    if not authorisations.has_answered_before(_issued(claims)):
        text = "The register of health personnel (HPR) has not answered for too long."
        raise Refusal.of(503, "transient", text, Retry_After="60")
    hpr_number = str(claims.get(HPR) or "")
    place = attesting.place_of(claims)
    for role in directory.current_roles(_person_id(claims), clock.today()):
        if role.is_administrative or not hpr_number or role.hpr_number != hpr_number:
            continue
        if place and place != (role.legal_entity_number, role.point_of_care_number):
            continue
        client = clients.of_organization(claims, role.legal_entity_number)
        if client is not None:
            return role, client
    raise _unregistered(claims)


def _issued(claims: Mapping[str, Any]) -> datetime:
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        return clock.now()
    return datetime.fromtimestamp(issued, UTC)


def _unregistered(claims: Mapping[str, Any]) -> Refusal:
    halted = stopped.system(claims)
    if halted is not None:
        return halted
    text = "No such client is registered here for that organisation, or nobody works there so."
    return refused("unregistered", text)


def _insufficient(text: str) -> Refusal:
    challenge = f'DPoP error="insufficient_scope", scope="{settings.API_TOKENS["scope"]}"'
    return Refusal.of(403, "forbidden", text, WWW_Authenticate=challenge)
