"""Which apps there are, and which of them see something of a patient."""

from collections.abc import Sequence

from access.grant import Grant
from fhirapi.models import App, GivenAccess


def accesses(grant: Grant) -> Sequence[GivenAccess]:
    """The accesses to the patient's record that apps have now, the newest first."""
    found = GivenAccess.objects.under(grant).filter(end=None).select_related("app")
    return list(found.order_by("-start", "-id"))


def apps() -> Sequence[App]:
    """Every app of people, by name; systems without people are not among them."""
    return list(App.objects.filter(api_client=None).order_by("name", "client_id"))


def launchable() -> Sequence[App]:
    """What can be opened beside a record."""
    return list(App.objects.filter(is_active=True).exclude(launch_url="").order_by("name"))
