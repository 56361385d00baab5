"""The tables of the seals of the log, and of what retention asks them to let go."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from common.models import Model


class Seal(models.Model):
    """One seal: the statement that was signed, and what is lifted out of it. No patient data.

    Written by the sealer in its own role (access.seals). The application reads number, time and
    hash.
    """

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    statement = models.TextField()
    hash = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    erased = ArrayField(models.DateField(), default=list)

    def __str__(self) -> str:
        return f"{self.number} of {self.sealed_at}"


class SealPiece(models.Model):
    """Leaves of one table and month that a seal covers: ids in order, a SHA-256 with each."""

    pk = models.CompositePrimaryKey("seal", "log", "month", "piece")
    seal = models.BigIntegerField()
    log = models.CharField(max_length=40)
    month = models.DateField()
    piece = models.IntegerField()
    leaves = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.seal}: {self.log} {self.month:%Y-%m}, {self.piece}"


class LogErasure(Model):
    """A month of the log that retention asks to erase; the next seal allows it, if it is due."""

    month = models.DateField(unique=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class LogCheck(Model):
    """One look over the whole log, written by the sealer's role. The application only reads it."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    is_intact = models.BooleanField()
    found = models.TextField()

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.found}"


# What the application's role may do here, where it is less than adding rows.
APPLICATION_RIGHTS = {
    "access_consentresource": ("SELECT",),
    "access_seal": ("SELECT (number, sealed_at, hash)",),
    "access_sealpiece": (),
    "access_logcheck": ("SELECT",),
}
# What the sealer's role may do; nothing else, anywhere.
SEALER_RIGHTS = {
    "access_seal": ("SELECT", "INSERT"),
    "access_sealpiece": ("SELECT", "INSERT"),
    "access_logerasure": ("SELECT",),
    "access_logcheck": ("SELECT", "INSERT"),
}
# Functions that are the sealer's, and not the application's.
SEALER_FUNCTIONS = ("access_seal_columns", "access_seal_leaves")
