"""ID-porten and HelseID as providers of allauth, which finds this module by its name."""

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest
from django.urls import reverse

from people.signin.national import HELSEID, IDPORTEN


class _Account(ProviderAccount):  # type: ignore[misc]  # allauth ships no types
    """Nothing about the person is kept on the account, so there is nothing to show of it."""


class _NationalProvider(Provider):  # type: ignore[misc]  # allauth ships no types
    uses_apps = False
    account_class = _Account

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("signin:begin", kwargs={"provider": self.id})

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        return str(data["uid"])

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {}


class IdportenProvider(_NationalProvider):
    id = IDPORTEN.id
    name = IDPORTEN.name


class HelseidProvider(_NationalProvider):
    id = HELSEID.id
    name = HELSEID.name


provider_classes = [IdportenProvider, HelseidProvider]
