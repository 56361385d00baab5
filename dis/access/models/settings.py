"""The tables of what patients decide about their own record: the four instruments, kept apart.

Their history is the rows themselves: nothing is deleted, a setting that is taken back has an end.
Sources: norway.md 2.3, security.md 1.2.
"""

from django.db import models
from django.db.models import Q

from access.codes import Kind, Scope, SetAs
from access.records import PatientRecord
from common.models import Model


class PatientSetting(PatientRecord):
    """Something the patient has decided, from one minute until another; who set it, who ended it.

    `set_as` says whether it was the patient, somebody who acts for the patient, or the helpline
    on the patient's request.
    """

    kind = Kind.SETTINGS
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    set_by_id = models.UUIDField(null=True)
    set_by_name = models.CharField(max_length=400, blank=True)
    set_as = models.CharField(max_length=20, choices=SetAs, default=SetAs.SELF)
    ended_by_id = models.UUIDField(null=True)
    ended_by_name = models.CharField(max_length=400, blank=True)
    ended_as = models.CharField(max_length=20, choices=SetAs, blank=True)

    class Meta(PatientRecord.Meta):
        abstract = True


class Restriction(PatientSetting):
    """Sperring: the whole record, a category (9602, level 1), or one document is closed.

    Opens with consent, for who cannot consent, or in an emergency; always logged and told.
    """

    scope = models.CharField(max_length=20, choices=Scope, default=Scope.RECORD)
    category = models.CharField(max_length=20, blank=True)
    document_id = models.UUIDField(null=True)

    class Meta(PatientSetting.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(scope=Scope.RECORD, category="", document_id=None)
                | (Q(scope=Scope.CATEGORY, document_id=None) & ~Q(category=""))
                | Q(scope=Scope.DOCUMENT, category="", document_id__isnull=False),
                name="access_restriction_scope",
            ),
            models.UniqueConstraint(
                fields=("patient", "scope", "category", "document_id"),
                condition=Q(end=None),
                nulls_distinct=False,
                name="access_restriction_once",
            ),
        )


class Block(PatientSetting):
    """Blokkering: one practitioner, or all of an organisation, is shut out.

    Never opens, not in an emergency.
    """

    practitioner = models.ForeignKey(
        "people.Practitioner", null=True, on_delete=models.PROTECT, related_name="+"
    )
    organization = models.ForeignKey(
        "people.Organization", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(PatientSetting.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(practitioner__isnull=True, organization__isnull=False)
                | Q(practitioner__isnull=False, organization__isnull=True),
                name="access_block_whom",
            ),
            models.UniqueConstraint(
                fields=("patient", "practitioner", "organization"),
                condition=Q(end=None),
                nulls_distinct=False,
                name="access_block_once",
            ),
        )


class Reservation(PatientSetting):
    """Reservasjon: out of sharing at once. What was received for sharing is erased after 30 days,
    unless the patient takes it back before."""

    erased_at = models.DateTimeField(null=True)

    class Meta(PatientSetting.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("patient",), condition=Q(end=None), name="access_reservation_once"
            ),
        )


class AccessClosure(PatientSetting):
    """The patient's own digital access is closed, for fear that somebody misuses the BankID.

    Nobody can open it again by signing in: the helpline does.
    """

    class Meta(PatientSetting.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("patient",), condition=Q(end=None), name="access_accessclosure_once"
            ),
        )


class DigitalConsent(PatientSetting):
    """The patient's consent, given here, that one practitioner or an organisation opens what is
    closed. `until` is when it ends by itself."""

    practitioner = models.ForeignKey(
        "people.Practitioner", null=True, on_delete=models.PROTECT, related_name="+"
    )
    organization = models.ForeignKey(
        "people.Organization", null=True, on_delete=models.PROTECT, related_name="+"
    )
    until = models.DateTimeField()

    class Meta(PatientSetting.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(practitioner__isnull=True, organization__isnull=False)
                | Q(practitioner__isnull=False, organization__isnull=True),
                name="access_consent_whom",
            ),
        )


class ConsentResource(Model):
    """Restrictions and blocks as other systems see them (access.consenting): a view, to read."""

    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    scope = models.CharField(max_length=20)
    category = models.CharField(max_length=20)
    document_id = models.UUIDField(null=True)
    practitioner_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "access_consentresource"
