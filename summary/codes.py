"""Codes of critical information and medicines: R4's, and kjernejournal's (norway.md 4.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CLINICAL = ("active", "recurrence", "relapse", "inactive", "remission", "resolved")
VERIFICATION = (
    *("unconfirmed", "provisional", "differential", "confirmed", "refuted"),
    "entered-in-error",
)
ALLERGY_CLINICAL = ("active", "inactive", "resolved")
ALLERGY_VERIFICATION = ("unconfirmed", "confirmed", "refuted", "entered-in-error")
REQUEST_STATUSES = (
    *("active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft"),
    "unknown",
)
STATEMENT_STATUSES = (
    *("active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown"),
    "not-taken",
)
CONDITION_SYSTEMS = {
    "clinicalStatus": "http://terminology.hl7.org/CodeSystem/condition-clinical",
    "verificationStatus": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
}
ALLERGY_SYSTEMS = {
    "clinicalStatus": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
    "verificationStatus": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
}
FLAG_STATUSES = ("active", "inactive", "entered-in-error")
CONSENT_STATUSES = ("draft", "proposed", "active", "rejected", "inactive", "entered-in-error")
# What a Consent may be about here: what the patient decides about the record itself is none of it.
CONSENT_SCOPES = ("adr", "treatment")
CONSENT_SCOPE_SYSTEM = "http://terminology.hl7.org/CodeSystem/consentscope"

KJ = "http://nhn.no/kj/fhir/StructureDefinition/"
KJ_SOURCE = f"{KJ}KjSourceOfInformation"
KJ_PRESUMED = f"{KJ}KjPresumed"
OWN = "https://dis.example/fhir/StructureDefinition/"
# What FHIR R4 has no element for: why it was refuted or changed, words beside it, and what another
# sender's resource a statement of ours is about.
REASON, NOTE, REFUTED, ASSESSES = f"{OWN}reason", f"{OWN}note", f"{OWN}refuted", f"{OWN}assesses"
# How long a clarification applies: the national codes (7655) are taken as they are sent. What they
# are is published to nobody outside, so what is written here has codes of our own.
DURATION = f"{KJ}KjDuration"
DURATION_SYSTEM = "https://dis.example/fhir/CodeSystem/duration"
DURATION_SYSTEMS = ("urn:oid:2.16.578.1.12.4.1.1.7655", DURATION_SYSTEM)
ATC_SYSTEMS = (
    "urn:oid:2.16.578.1.12.4.1.1.7180",
    "http://www.whocc.no/atc",
    "urn:oid:2.16.840.1.113883.6.73",
)
NOTE_LENGTH, REASON_LENGTH, WHAT_LENGTH = 500, 80, 120


class Sort(models.TextChoices):
    """The sorts of critical information, by the names of kjernejournal's profiles. Its categories
    5, 8, 9 and 11 are condition, limitation, procedure and clarification."""

    DRUG = "DrugReaction", _("Reaction to a medicine")
    ALLERGY = "OtherAllergen", _("Other allergy")
    LIMITATION = "LimitationOfTreatment", _("Limited life-prolonging treatment")
    CLARIFICATION = "TreatmentClarification", _("Decided: no resuscitation")
    INTUBATION = "IntubationProblem", _("Difficult intubation")
    ANAESTHESIA = "OtherProblemWithAnesthesia", _("Other problem with anaesthesia")
    CONDITION = "CriticalMedicalCondition", _("Critical medical condition")
    IMPLANT = "TransplantsAndOtherForeignBodies", _("Implant or transplant")
    INFECTION = "Infection", _("Risk of infection")
    PROCEDURE = "ProcedureChange", _("Other change of procedure")


RESOURCE_TYPES = {
    Sort.DRUG: "AllergyIntolerance",
    Sort.ALLERGY: "AllergyIntolerance",
    Sort.LIMITATION: "Consent",
    Sort.CLARIFICATION: "Consent",
    Sort.PROCEDURE: "Flag",
}
# Those that a clinician registers here.
WRITTEN_HERE = tuple(Sort)
# Neither stands beside itself or the other (8 and 11 may not coexist).
ALONE = frozenset({Sort.LIMITATION, Sort.CLARIFICATION})
POLICY_RULES = {Sort.LIMITATION: "1", Sort.CLARIFICATION: "2"}
SCOPES = {Sort.LIMITATION: "adr", Sort.CLARIFICATION: "treatment"}


class State(models.TextChoices):
    """How it stands with a piece of critical information today."""

    ACTIVE = "active", _("Applies")
    # Category 8 goes on being shown as one that applies.
    OVERDUE = "overdue", _("Applies, but should have been assessed anew")
    INACTIVE = "inactive", _("No longer applies")
    REFUTED = "refuted", _("Refuted")
    MISTAKE = "mistake", _("Registered by mistake")


class Certainty(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    PRESUMED = "presumed", _("Presumed")


class Duration(models.TextChoices):
    """How long a clarification applies, as it is written here."""

    ALWAYS = "until-changed", _("Until it is decided otherwise")
    STAY = "this-stay", _("As long as the patient is admitted now")
    UNTIL = "until-date", _("Until the day below")


class Severity(models.TextChoices):
    """How bad the reaction was. FHIR: reaction.severity and criticality."""

    LIFE = "life-threatening", _("Life-threatening")
    SEVERE = "severe", _("Severe")
    MODERATE = "moderate", _("Moderate")
    MILD = "mild", _("Mild")
    UNKNOWN = "", _("Not known")


class Source(models.TextChoices):
    """From where the information comes. 1 and 2 are kjernejournal's; the others are ours."""

    TEST = "1", _("Test result")
    OBSERVED = "2", _("Observed by the one who registers it")
    PATIENT = "patient", _("Told by the patient")
    KIN = "next-of-kin", _("Told by the next of kin")
    RECORD = "record", pgettext_lazy("source of information", "Stands in another record")


SOURCE_SYSTEM = "https://dis.example/fhir/CodeSystem/source-of-information"
SEVERITY_SYSTEM = "https://dis.example/fhir/CodeSystem/severity"

# Medicines. That it is packed by the pharmacy in bags for each dose has no element in R4.
MULTIDOSE = f"{OWN}multidose"
# medication-statement-category: what the patient tells of, bought over the counter or not.
OWN_MEDICINE = "patientspecified"
CATEGORY_SYSTEM = "http://terminology.hl7.org/CodeSystem/medication-statement-category"


class Decision(models.TextChoices):
    """What becomes of a medicine when sources are reconciled."""

    KEEP = "keep", _("Goes on")
    CHANGE = "change", _("Goes on, with another dose")
    STOP = "stop", _("Stops")
    UNKNOWN = "unknown", _("Not clear, must be asked about")
