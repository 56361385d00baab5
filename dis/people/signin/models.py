"""The table of running sign-ins: what must be known of a session without its cookie."""

from django.conf import settings
from django.db import models

from common.models import Model


class SignInSession(Model):
    """One sign-in, from the provider's answer until it ends or its time is up.

    Kept beside Django's session, because front-channel logout comes without a cookie, and because
    writing the time of the last request into the session itself would undo what a request beside
    it wrote there.
    """

    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=20)
    issuer = models.CharField(max_length=300)
    sid = models.CharField(max_length=300, blank=True)
    hpr_number = models.CharField(max_length=9, blank=True)
    name = models.CharField(max_length=400, blank=True)
    # Sealed: the ID token holds the national id, and is needed once more, as hint at logout.
    id_token = models.BinaryField(null=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "people_signinsession"
        indexes = (models.Index(fields=("issuer", "sid"), name="people_signinsession_sid"),)
