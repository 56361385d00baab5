"""The systems and apps of the demo that may call the API, registered as an administrator would.

The tables are fhirapi's, a room beside this one: they are reached by their names.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from access.client_rules import FOR_CLIENTS
from common import clock
from demo.cast.organisations import organisations
from people.codes import OrganizationKind
from people.models import Organization

EHR = "dis-demo-ehr"
HOSPITAL = "unn"
CITIZENS_APP, CLINICIANS_APP = "dis-demo-app", "dis-demo-launch"
REDIRECTS = ("http://127.0.0.1:8765/callback", "http://localhost:8765/callback")


@dataclass(frozen=True)
class DemoApp:
    """An app of the demo: a public one, as those on a phone are."""

    client_id: str
    name: str
    publisher: str
    scopes: tuple[str, ...]


APPS = (
    DemoApp(
        CITIZENS_APP,
        "Helsevenn (demo)",
        "Helsevenn AS",
        ("launch/patient", "offline_access", "openid", "fhirUser", "patient/*.rs"),
    ),
    DemoApp(
        CLINICIANS_APP,
        "Hjertekart (demo)",
        "Hjertekart AS",
        ("launch", "launch/patient", "openid", "fhirUser", "patient/*.rs", "user/*.rs"),
    ),
)


def model(name: str) -> Any:
    return apps.get_model("fhirapi", name)


def register() -> int:
    """Let the demo's systems and apps in, once; how many are new."""
    new = 0
    for entity in Organization.objects.filter(kind=OrganizationKind.LEGAL_ENTITY):
        new += _system(entity)
    return new + _own_system() + sum(_app(each) for each in APPS)


def _system(entity: Organization) -> bool:
    _, is_new = model("ApiClient").objects.get_or_create(
        client_id=EHR,
        organization=entity,
        defaults={
            "name": f"Journalsystemet til {entity.name}",
            "kinds": sorted(FOR_CLIENTS),
            "registered_at": clock.now(),
        },
    )
    return bool(is_new)


def _own_system() -> bool:
    """The hospital's system again, with tokens of the portal's own: no person is behind it."""
    number = organisations()[HOSPITAL].organization_number
    client = model("ApiClient").objects.get(client_id=EHR, organization__organization_number=number)
    return _app_row(
        EHR,
        name=client.name,
        client_type="confidential",
        authorization_grant_type="client-credentials",
        api_client=client,
        scopes=["system/*.cruds"],
    )


def _app(app: DemoApp) -> bool:
    return _app_row(
        app.client_id,
        name=app.name,
        publisher=app.publisher,
        client_type="public",
        authorization_grant_type="authorization-code",
        redirect_uris=" ".join(REDIRECTS),
        allowed_origins=" ".join(each.removesuffix("/callback") for each in REDIRECTS),
        scopes=list(app.scopes),
        algorithm="RS256" if settings.OAUTH2_PROVIDER["OIDC_ENABLED"] else "",
    )


def _app_row(client_id: str, **values: Any) -> bool:
    _, is_new = model("App").objects.get_or_create(client_id=client_id, defaults=values)
    return bool(is_new)
