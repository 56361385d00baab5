"""What the two national providers are called, ask for and say: their contract as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

_IDENTITY = "helseid://claims/identity/"
_SCOPE = "helseid://scopes/"


@dataclass(frozen=True)
class National:
    """The fixed part of a provider; issuer, client and key come from the settings."""

    id: str
    name: str
    scope: str
    acr_values: str
    pid_claim: str
    level_claim: str
    level_needed: str
    is_dpop_bound: bool
    # Fixed here, never taken from the provider's own list.
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256")
    hpr_claim: str = "helseid://claims/hpr/hpr_number"

    @property
    def issuer(self) -> str:
        return settings.OIDC[self.id]["issuer"]

    @property
    def client_id(self) -> str:
        return settings.OIDC[self.id]["client_id"]

    @property
    def key_file(self) -> Path:
        return Path(settings.OIDC[self.id]["key_file"])

    @property
    def redirect_uri(self) -> str:
        return f"{settings.BASE_URL}/logg-inn/{self.id}/callback/"

    def is_high(self, claims: Mapping[str, Any]) -> bool:
        """Whether the person was identified at level high. A missing claim is not."""
        return bool(claims.get(self.level_claim) == self.level_needed)


IDPORTEN: Final = National(
    id="idporten",
    name="ID-porten",
    scope="openid profile",
    acr_values="idporten-loa-high",
    pid_claim="pid",
    level_claim="acr",
    level_needed="idporten-loa-high",
    is_dpop_bound=False,
)
HELSEID: Final = National(
    id="helseid",
    name="HelseID",
    scope=(
        f"openid profile {_SCOPE}identity/pid {_SCOPE}identity/security_level "
        f"{_SCOPE}identity/assurance_level {_SCOPE}hpr/hpr_number"
    ),
    acr_values="Level4",
    pid_claim=f"{_IDENTITY}pid",
    level_claim=f"{_IDENTITY}security_level",
    level_needed="4",
    is_dpop_bound=True,
)
PROVIDERS: Final = {provider.id: provider for provider in (IDPORTEN, HELSEID)}


def with_issuer(issuer: str) -> National | None:
    """The provider with exactly that issuer."""
    return next((p for p in PROVIDERS.values() if p.issuer and p.issuer == issuer), None)
