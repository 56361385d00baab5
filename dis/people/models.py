"""The tables of people and organisations. Private to `people` and `access` (see docs/access.md)."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from common.models import Model, Served, newest_first
from people.codes import AddressConfidentiality, Gender, OrganizationKind, RoleCode


class Person(Model):
    """An identity: its id is the opaque token that stands for the national id everywhere else.

    The number itself is kept once, sealed, with a keyed index to find it by (people.identity).
    """

    national_id = models.BinaryField(null=True)
    national_id_index = models.BinaryField(max_length=32, unique=True, null=True)


class UserManager(BaseUserManager["User"]):
    def create_user(self, **fields: Any) -> "User":
        """An account without a password: people sign in at ID-porten or HelseID only."""
        user = self.model(**fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Model):  # type: ignore[django-manager-missing]  # of untyped OAuth tables
    """An account. What it may do follows from the person behind it, never from the account."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["person"]

    def get_username(self) -> str:
        return str(self.pk)


class Patient(Model):
    """Demographics, patient data like the rest: read through access.selectors.patient(grant)."""

    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(max_length=200, blank=True)
    given = models.CharField(max_length=200, blank=True)
    birth_date = models.DateField(null=True)
    gender = models.CharField(max_length=10, choices=Gender, default=Gender.UNKNOWN)
    deceased_on = models.DateField(null=True)
    address_line = models.CharField(max_length=400, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=200, blank=True)
    address_confidentiality = models.CharField(
        max_length=25,
        choices=AddressConfidentiality,
        default=AddressConfidentiality.UNCLASSIFIED,
    )
    # Somebody whom many know of; reading their record is looked at more closely.
    is_publicly_known = models.BooleanField(default=False)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


class PatientSource(Model, Served):
    """A Patient resource as one system sent it; the same patient may have several.

    `served_as` is the id that it has over FHIR: the patient's.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    served_as = models.GeneratedField(
        expression=models.F("patient"),  # type: ignore[arg-type]  # Django takes it
        output_field=models.UUIDField(),
        db_persist=True,
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), name="people_patientsource_key"
            ),
        )
        indexes = newest_first("people_source")


class PatientResource(Model, Served):
    """The same rows as other systems see them, by the patient's id; `own_id` is the row's own."""

    id = models.UUIDField(primary_key=True, db_column="served_as", editable=False)
    own_id = models.UUIDField(db_column="id")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")

    class Meta:
        managed = False
        db_table = "people_patientsource"


class RelatedPerson(Model, Served):
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(max_length=200, blank=True)
    given = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=40, blank=True)
    # Parental responsibility; what is not told is no (norway.md 7: unknown means no access).
    has_responsibility = models.BooleanField(default=False)
    start = models.DateField(null=True)
    end = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), name="people_relatedperson_key"
            ),
        )
        indexes = (
            models.Index(fields=("person",), name="people_relatedperson_person"),
            *newest_first("people_related"),
        )


class Organization(Model):
    """A legal entity, a place of treatment below it, or a department."""

    # Null where there is none: the empty text would stand only once in a unique column.
    organization_number = models.CharField(max_length=9, unique=True, null=True)  # noqa: DJ001
    resh = models.CharField(max_length=20, unique=True, null=True)  # noqa: DJ001
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=OrganizationKind)
    part_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="units")
    phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class Practitioner(Model):
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="+")
    hpr_number = models.CharField(max_length=9, unique=True, null=True)  # noqa: DJ001
    family = models.CharField(max_length=200, blank=True)
    given = models.CharField(max_length=200, blank=True)
    # When HPR withdrew the authorisation: from then on no role as health personnel counts.
    authorisation_withdrawn_at = models.DateTimeField(null=True)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


class RegisterAnswer(Model):
    """When a register that others keep was asked last, and when it answered last."""

    name = models.CharField(max_length=20, unique=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    is_local = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class PractitionerRole(Model):
    """What a practitioner does in a unit, from a day until a day (both included)."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="roles")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, choices=RoleCode)
    start = models.DateField(null=True)
    end = models.DateField(null=True)


class DirectoryResource(Model, Served):
    """A Practitioner, PractitionerRole or Organization as one system sent it."""

    resource_type = models.CharField(max_length=40)
    target_id = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("resource_type", "source", "source_id"), name="people_directoryresource_key"
            ),
        )
        indexes = (
            models.Index(fields=("resource_type", "-sorted_at", "-id"), name="people_dir_sorted"),
            models.Index(
                fields=("resource_type", "-received_at", "-id"), name="people_dir_received"
            ),
            models.Index(fields=("target_id",), name="people_dir_target"),
            GinIndex(fields=("search",), opclasses=("jsonb_path_ops",), name="people_dir_search"),
        )


class UnitSetting(Model):
    """One setting of one unit; what keys there are is said by the app that reads them."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    value = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organization", "key"), name="people_unitsetting_key"),
        )
