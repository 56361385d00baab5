"""The addresses of apps: some for people, some for apps themselves."""

from django.urls import path

from fhirapi.smart.views import accesses, beside, letting_in, machines

app_name = "smart"
urlpatterns = [
    path("fhir/R4/.well-known/smart-configuration", machines.configuration, name="configuration"),
    path("oauth/slipp-inn/", letting_in.let_in, name="let-in"),
    path("oauth/token/", machines.token, name="token"),
    path("oauth/opphev/", machines.revoke, name="revoke"),
    path("oauth/sjekk/", machines.introspect, name="introspect"),
    path("oauth/nokler/", machines.keys, name="keys"),
    path("kliniker/pasient/<uuid:patient_id>/apper/", beside.apps, name="beside-record"),
    path("personvern/apper/", accesses.apps, name="apps"),
]
