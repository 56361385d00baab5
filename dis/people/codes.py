"""Code values of people and organisations that rules depend on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Gender(models.TextChoices):
    """FHIR administrative-gender."""

    MALE = "male", pgettext_lazy("gender", "Male")
    FEMALE = "female", pgettext_lazy("gender", "Female")
    OTHER = "other", pgettext_lazy("gender", "Other")
    UNKNOWN = "unknown", pgettext_lazy("gender", "Unknown")


class AddressConfidentiality(models.TextChoices):
    """Folkeregisteret's grading; `confidential` is code 7 and `strictly-confidential` code 6."""

    UNCLASSIFIED = "unclassified", _("Ordinary address")
    CLIENT = "client-address", _("Client address")
    CONFIDENTIAL = "confidential", _("Confidential address")
    STRICTLY_CONFIDENTIAL = "strictly-confidential", _("Strictly confidential address")


class OrganizationKind(models.TextChoices):
    LEGAL_ENTITY = "legal-entity", _("Organisation")
    SUB_UNIT = "sub-unit", _("Place of treatment")
    DEPARTMENT = "department", _("Unit")


class RoleCode(models.TextChoices):
    """What somebody does in a unit: code system 9060 for health personnel, our own for the rest."""

    DOCTOR = "LE", _("doctor")
    NURSE = "SP", _("nurse")
    MIDWIFE = "JO", _("midwife")
    PSYCHOLOGIST = "PS", _("psychologist")
    HEALTH_SECRETARY = "HE", _("health secretary")
    PHYSIOTHERAPIST = "FT", _("physiotherapist")
    CARE_WORKER = "HF", _("health care worker")
    BIOENGINEER = "BI", _("biomedical laboratory scientist")
    RADIOGRAPHER = "RA", _("radiographer")
    OTHER_HEALTH = "XX", _("health personnel")
    ADMINISTRATOR = "administrator", _("administrator")
    PRIVACY_OFFICER = "privacy-officer", _("privacy officer")
    HELPLINE = "helpline", _("helpline")


ADMINISTRATIVE_ROLES = frozenset(
    {RoleCode.ADMINISTRATOR, RoleCode.PRIVACY_OFFICER, RoleCode.HELPLINE}
)
ROLE_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.9060"


class ActingAs(models.TextChoices):
    """As what a citizen acts for another, said to both."""

    PARENT = "parent", _("as a parent")
    PROXY = "proxy", _("with power of attorney")
    ASSIGNED = "assigned-proxy", _("as an appointed representative")


# Parental responsibility as Folkeregisteret grades it, and the relatives (HL7 v3 RoleCode) who have
# it then. `other` and `unknown` give it to no parent (norway.md 7).
PARENTS = frozenset({"PRN", "FTH", "MTH", "NPRN", "ADOPTP", "ADOPTF", "ADOPTM"})
RESPONSIBLE = {
    "joint": PARENTS,
    "mother": frozenset({"MTH", "ADOPTM"}),
    "father": frozenset({"FTH", "ADOPTF"}),
    "co-mother": frozenset({"PRN", "NPRN", "ADOPTP"}),
}
