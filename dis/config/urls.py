"""Every address of the portal, room by room, and its error pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health.live, name="health"),
    path("health/ready", health.ready, name="health-ready"),
    # First: the API is asked most. Behind the apps' own addresses, some of which lie within it.
    path("", include("fhirapi.smart.urls")),
    path("", include("fhirapi.messages.urls")),
    path("", include("fhirapi.hooks.urls")),
    path("", include("fhirapi.urls")),
    path("", include("portal.urls")),
    path("", include("people.signin.urls")),
    path("", include("people.urls")),
    path("", include("access.urls")),
    path("", include("access.representation.urls")),
    path("", include("worklist.urls")),
    path("", include("journal.urls")),
    path("", include("labresults.urls")),
    path("", include("appointments.urls")),
    path("", include("labresults.intake.urls")),
    path("", include("labresults.measured.urls")),
    path("", include("summary.urls")),
    path("", include("summary.ips.urls")),
    path("", include("fhirapi.systems.urls")),
    path("", include("fhirapi.subscriptions.urls")),
]

if "demo" in settings.INSTALLED_APPS:
    urlpatterns.append(path("", include("demo.urls")))

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
