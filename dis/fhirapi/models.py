"""The tables of who may call the API: registered systems, apps, their tokens, and used proofs.

Those of subscriptions are made in `fhirapi.subscriptions.models`, and the history of who may call
in `fhirapi.systems.models`.

Tokens are kept as SHA-256 only. Who has given an app access to what is a setting of the patient.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)

from access.codes import Kind
from access.models.settings import PatientSetting
from access.records import PatientRecord
from common.models import Model
from fhirapi.subscriptions.models import Endpoint, Event, Notice, Subscription
from fhirapi.systems.models import Proposal, RegistrationChange

# Django looks for the tables of an app here.
__all__ = (
    "Endpoint",
    "Event",
    "Notice",
    "Proposal",
    "RegistrationChange",
    "Subscription",
)
APPEND_ONLY = ("fhirapi_registrationchange",)


class ApiClient(Model):
    """A system that is registered to call for one legal entity, and which kinds it may touch.

    `client_id` is its name at HelseID. A supplier's client speaks for each organisation that it
    is registered for, and for no other. `rate` is how often it may call in a minute, where that is
    not the usual. `last_used_at` is true to the hour.
    """

    client_id = models.CharField(max_length=200)
    organization = models.ForeignKey(
        "people.Organization", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200)
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    rate = models.PositiveIntegerField(null=True)
    is_active = models.BooleanField(default=True)
    last_used_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField()
    registered_by_id = models.UUIDField(null=True)
    registered_by_name = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("client_id", "organization"), name="fhirapi_apiclient_key"
            ),
        )

    def __str__(self) -> str:
        return self.client_id


class UsedProof(models.Model):
    """A DPoP proof that was used; its id is made of key and jti, so that it can be used once."""

    id = models.UUIDField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class TokenAttestation(models.Model):
    """The attestation that a token was taken as, by the SHA-256 of the token: made once."""

    id = models.UUIDField(primary_key=True)
    attestation_id = models.UUIDField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class App(AbstractApplication):  # type: ignore[misc]  # it ships no types
    """An app of citizens or clinicians that administrators have let in (SMART on FHIR).

    `scopes` is the most that it may ask for. Of a system without a person, `api_client` says for
    whom it calls. `purpose_nb` and `purpose_nn` are what people read of what it is for. One that
    signs who it is (private_key_jwt) has its public keys in `jwks`, and no secret.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scopes = ArrayField(models.CharField(max_length=100), default=list)
    publisher = models.CharField(max_length=200, blank=True)
    launch_url = models.CharField(max_length=500, blank=True)
    purpose_nb = models.CharField(max_length=500, blank=True)
    purpose_nn = models.CharField(max_length=500, blank=True)
    jwks = models.JSONField(null=True)
    is_active = models.BooleanField(default=True)
    last_used_at = models.DateTimeField(null=True)
    api_client = models.ForeignKey(ApiClient, null=True, on_delete=models.PROTECT, related_name="+")
    registered_by_id = models.UUIDField(null=True)
    registered_by_name = models.CharField(max_length=400, blank=True)

    def is_usable(self, request: object) -> bool:
        return self.is_active

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Letter for letter: nothing is normalised, and no port or query is forgiven."""
        return uri in self.redirect_uris.split()


class GivenAccess(PatientSetting):
    """That an app may see something of the patient, as far as who gave it may; until withdrawn.

    `person_id` is whose access the app uses: at every request the gate asks what that person may.
    """

    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    scopes = ArrayField(models.CharField(max_length=100))

    class Meta(PatientSetting.Meta):
        indexes = (models.Index(fields=("patient", "person_id"), name="fhirapi_given_person"),)


class LaunchedAccess(PatientRecord):
    """That a clinician has opened an app beside the record; it ends with the attestation."""

    kind = Kind.RECORD
    written_by_readers = True
    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    role_id = models.UUIDField()
    attestation_id = models.UUIDField()
    started_at = models.DateTimeField()


class _Given(models.Model):
    """What a code or a token stands for: a citizen's access, or a clinician's."""

    given = models.ForeignKey(GivenAccess, null=True, on_delete=models.CASCADE, related_name="+")
    launched = models.ForeignKey(
        LaunchedAccess, null=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        abstract = True


class AuthorizationCode(AbstractGrant, _Given):  # type: ignore[misc]  # noqa: DJ008 - the library says it
    """What an app exchanges for tokens, once and within a minute."""


class UsedCode(models.Model):
    """A code that was exchanged, by its SHA-256, for as long as there are tokens of it; `ended_at`
    when it came again."""

    id = models.CharField(max_length=64, primary_key=True)
    application = models.ForeignKey(App, on_delete=models.CASCADE, related_name="+")
    used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.id


class _OfCode(models.Model):
    """The code that a token came of, at first or by way of others."""

    code = models.ForeignKey(UsedCode, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class AccessToken(AbstractAccessToken, _Given, _OfCode):  # type: ignore[misc]  # noqa: DJ008 - the library says it
    """A token of an app. Revoked, it is gone."""


class RefreshToken(AbstractRefreshToken, _Given, _OfCode):  # type: ignore[misc]  # noqa: DJ008 - the library says it
    """A token that gives the next pair, once; used again it ends all that came of it."""


class IdToken(AbstractIDToken):  # type: ignore[misc]  # it ships no types
    """That an app was told who signed in."""
