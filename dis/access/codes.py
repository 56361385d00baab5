"""Codes of purpose, ground and kind of data (norway.md 1.1 and 2.2), with words for people."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

CONFIDENTIALITY_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.9603"
# For so long a reservation can be taken back with everything as it was.
UNDO_DAYS = 30

# pasientjournalloven's demand of a reason in emergencies, as a length (issue 2, part 4).
EMERGENCY_REASON_LENGTH = 15
EMERGENCY_REASON_LETTERS = 10
ATTESTATION_MINUTES = 60
# So old a consent that was given in words may be when the record is opened on it.
CONSENT_HOURS = 24


class Purpose(models.TextChoices):
    """purpose_of_use of the trust framework."""

    TREAT = "TREAT", _("treatment")
    EMERGENCY = "ETREAT", _("emergency care")
    COORDINATION = "COC", _("administration of care")
    OVERRIDE = "BTG", _("emergency access")


class Ground(models.TextChoices):
    """purpose_of_use_details of specialist care: why the record is opened, said to the patient."""

    TREATING = "BEHANDLER", _("You are treated here")
    OUTPATIENT = "POLBESOK", _("You have an outpatient visit here")
    ADMITTED = "BELEGG", _("You are admitted here")
    PLANNED = "PLANOPP", _("Planned follow-up")
    REFERRED = "HENVISNING", _("You are referred here")
    ASSESSING = "VURDHENV", _("Assesses a referral of yours")
    SUPERVISION = "TILSYN", _("Asked by a colleague for an assessment")
    WORKFLOW = "ARBFLYT", _("A task in your course of treatment")
    SERIES = "KONSSERIE", _("You are in a series of visits here")
    REPORTED = "MELDT", _("You are expected here")
    AMBULANCE = "BLAALYS", _("On the way with ambulance")
    ADMINISTRATION = "PASADM", _("Administration of your treatment")
    QUALITY = "KVAL", _("Quality control of treatment given")


# What a clinician without a care relation may state himself, and for which purpose.
DECLARABLE = {
    Ground.TREATING: Purpose.TREAT,
    Ground.SUPERVISION: Purpose.TREAT,
    Ground.ASSESSING: Purpose.TREAT,
    Ground.REPORTED: Purpose.TREAT,
    Ground.AMBULANCE: Purpose.EMERGENCY,
    Ground.ADMINISTRATION: Purpose.COORDINATION,
    Ground.QUALITY: Purpose.COORDINATION,
}
# Case handling opens nothing that the patient has closed.
IN_CARE = frozenset(Ground) - {Ground.ADMINISTRATION, Ground.QUALITY}


class Basis(models.TextChoices):
    """On what an attestation rests."""

    RELATION = "relation", _("Care relation")
    DECLARED = "declared", _("Opened without a registered care relation")
    CONSENT = "consent", _("With your consent")
    INCAPABLE = "incapable", _("You could not consent")
    EMERGENCY = "emergency", _("Emergency")


class ConsentForm(models.TextChoices):
    """How a consent was given (BPPC 1 and 2): in words, or by the patient here in the portal."""

    SPOKEN = "spoken", _("Told me")
    DIGITAL = "digital", _("Registered here by the patient")


class ConsentBy(models.TextChoices):
    """Who gave a consent in words."""

    PATIENT = "patient", _("The patient")
    NEXT_OF_KIN = "next-of-kin", _("The next of kin")
    GUARDIAN = "guardian", _("The guardian")


class Kind(StrEnum):
    """What a Grant opens."""

    DEMOGRAPHICS = "demographics"
    RECORD = "record"
    JOURNAL = "journal"
    RESULTS = "results"
    SUMMARY = "summary"
    APPOINTMENTS = "appointments"
    LOG = "log"
    TASK = "task"
    SETTINGS = "settings"
    REPRESENTATION = "representation"
    REVIEW = "review"


# What others have sent of a patient's health: the log and the settings name it.
SHARED = frozenset({Kind.JOURNAL, Kind.RESULTS, Kind.SUMMARY, Kind.APPOINTMENTS})

# A search in one opened record; by itself `Action.SEARCH` is one among the unit's patients.
SEARCH_IN_RECORD = "search-in-record"


# What was done with the choices of the patient, where it was more than seeing them.
SETTING_CHANGED, ACTING_CHANGED = "setting-changed", "acting-changed"


class Action(models.TextChoices):
    IDENTIFY = "identify", _("Looked you up")
    OPEN = "open", _("Opened your record")
    LIST = "list", _("Saw the list")
    SEARCH = "search", _("Searched")
    READ = "read", _("Read")
    DOWNLOAD = "download", _("Downloaded")
    PRINT = "print", _("Printed")
    WRITE = "write", _("Registered")


class Reason(StrEnum):
    """Why the gate said no. For the log and for pages; never more than the person may know."""

    NONE = ""
    NOT_THERE = "not-there"
    NO_RELATION = "no-relation"
    TOO_YOUNG = "too-young"
    YOUTH_NOT_OPEN = "youth-not-open"
    CHILD_TOO_OLD = "child-too-old"
    CONFIDENTIAL_ADDRESS = "confidential-address"
    NO_CLINICAL_ACCESS = "no-clinical-access"
    ROLE_ENDED = "role-ended"
    OWN_RECORD = "own-record"
    BLOCKED = "blocked"
    NO_ATTESTATION = "no-attestation"
    RELATION_ENDED = "relation-ended"
    RESTRICTED = "restricted"
    UNKNOWN_GROUND = "unknown-ground"
    REASON_TOO_SHORT = "reason-too-short"
    RESERVED = "reserved"
    ACCESS_CLOSED = "access-closed"
    NOTHING_CLOSED = "nothing-closed"
    INVALID_ATTESTATION = "invalid-attestation"
    NOT_TRUSTED = "not-trusted"
    CONSENT_UNCLEAR = "consent-unclear"
    NO_YOUTH_CONSENT = "no-youth-consent"
    NOT_AT_ADDRESS = "not-at-address"
    RESPONSIBILITY_UNKNOWN = "responsibility-unknown"
    NOT_IN_POLICY = "not-in-policy"
    NOT_FOR_SYSTEMS = "not-for-systems"
    NOT_YOURS_TO_WRITE = "not-yours-to-write"
    NO_QUEUE = "no-queue"
    TOO_MANY = "too-many"
    CONFIRM_MANY = "confirm-many"
    TOO_MANY_LOOK_UPS = "too-many-look-ups"
    # Of tokens: for another patient, or not for this.
    OTHER_PATIENT = "other-patient"
    OUT_OF_SCOPE = "out-of-scope"
    # Of a link that a patient has given away.
    WRONG_PASSCODE = "wrong-passcode"


class Audience(StrEnum):
    """Who reads, as the confidentiality codes see it."""

    SELF = "self"
    YOUTH = "youth"
    PARENT = "parent"
    PROXY = "proxy"
    CLINICIAN = "clinician"
    CLINICIAN_ELEVATED = "clinician-elevated"
    STAFF = "staff"
    SYSTEM = "system"
    # Somebody to whom the patient has given a link (access.recipient_rules).
    RECIPIENT = "recipient"
    # Another organisation's system, of what it has sent itself (access.records).
    SENDER = "sender"


class Scope(models.TextChoices):
    """How much of the record a restriction closes."""

    RECORD = "record", _("The whole record")
    CATEGORY = "category", _("One kind of document")
    DOCUMENT = "document", _("One document")


class Instrument(models.TextChoices):
    """What a patient decides about the record; each does something else than the others."""

    RESTRICTION = "restriction", _("Block documents")
    BLOCK = "block", _("Shut somebody out")
    RESERVATION = "reservation", _("Leave the sharing of records")
    CLOSURE = "closure", _("Close your own access")
    CONSENT = "consent", _("Consent to open what is blocked")
    REPRESENTATION = "representation", _("Who may act for you")
    APP = "app", _("Apps that see your record")


class NoticeCode(models.TextChoices):
    """What a patient is told of without asking. No notice says anything of health."""

    EMERGENCY = "emergency", _("Emergency access to your record")
    OPENED = "opened", _("Something that you have blocked was opened")
    SETTING_MADE = "setting-made", _("A privacy setting was made")
    SETTING_ENDED = "setting-ended", _("A privacy setting was taken back")
    ANSWER = "answer", _("There is a new test result")


class SetAs(models.TextChoices):
    """As what somebody has made or ended a setting of the patient's."""

    SELF = "self", _("The patient")
    PARENT = "parent", _("A parent")
    PROXY = "proxy", _("Somebody who acts for the patient")
    HELPLINE = "helpline", _("The helpline, on the patient's request")
    RECORD_SYSTEM = "record-system", _("The record system of the place of treatment")


# The same grounds as the clinician reads them, of a relation that the record system has reported.
FOR_CLINICIANS = {
    Ground.TREATING: _("In treatment with you"),
    Ground.OUTPATIENT: _("Outpatient visit"),
    Ground.ADMITTED: _("Admitted"),
    Ground.PLANNED: _("Planned follow-up"),
    Ground.REFERRED: _("Referred to you"),
    Ground.ASSESSING: _("Referral to be assessed"),
    Ground.SUPERVISION: _("Assessment asked for by a colleague"),
    Ground.WORKFLOW: _("Task in the course of treatment"),
    Ground.SERIES: _("Series of visits"),
    Ground.REPORTED: _("Expected"),
    Ground.AMBULANCE: _("On the way with ambulance"),
    Ground.ADMINISTRATION: _("Administration of treatment"),
    Ground.QUALITY: _("Quality control"),
}
