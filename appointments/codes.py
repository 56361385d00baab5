"""Codes of appointments with their sources: FHIR R4 (Appointment), and Helsenorge's profile
hn-basis-appointment 2.5.5 (github helsenorge/diverse_helsenorgeFhirProfiler, norway.md 6.1)."""

from enum import StrEnum

from access.codes import CONFIDENTIALITY_SYSTEM

PROFILE = "http://helsenorge.no/fhir/StructureDefinition/hn-basis-appointment"
STATUSES = (
    *("proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow"),
    *("entered-in-error", "checked-in", "waitlist"),
)
PROFILE_STATUSES = (
    *("proposed", "booked", "fulfilled", "cancelled", "noshow", "entered-in-error"),
)
# In these the patient is to come; in the others not any more, or not yet.
HOLDING = frozenset({"pending", "booked", "arrived", "checked-in"})
CALLED_OFF = frozenset({"cancelled", "entered-in-error"})
UNDECIDED = frozenset({"proposed", "waitlist"})
# R4, app-3 and app-4.
WITHOUT_TIME = frozenset({"proposed", "cancelled", "waitlist"})
WITH_REASON = frozenset({"cancelled", "noshow"})
# The profile: in these a period that is wished for may stand.
WITH_REQUESTED = frozenset({"proposed", "cancelled", "entered-in-error"})

ALLOWED_SECURITY = frozenset({"N", "NORN_FORANS", "NORN_UNGDOM"})
SECURITY_SYSTEM = CONFIDENTIALITY_SYSTEM
NOTICE_TAG = "http://helsenorge.no/fhir/varsling"
REMINDER_TAG = "http://helsenorge.no/fhir/paminnelse"
NO_NOTICE = "1"
TAGS = {NOTICE_TAG: frozenset({"1", "9"}), REMINDER_TAG: frozenset({"1", "9"})}

ROLE_CODES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
UNIT, HOSPITAL, HOME, OUTSIDE = "HU", "HOSP", "PTRES", "OF"
SPECIALIST = frozenset({"27", "30"})
HOME_CARE = "7"
MUNICIPAL = frozenset({"3", "4", "5", "6", "7", "8", "9", "10", "16", "17", "18", "19"})
OF_SPECIALIST = "urn:oid:2.16.578.1.12.4.1.1.8445"
CANCELLED_BY = "urn:oid:2.16.578.1.12.4.1.1.9179"
OF_MUNICIPALITY = "urn:oid:2.16.578.1.12.4.1.1.7621"
FLAG_CODES = "http://helsenorge.no/fhir/CodeSystem/hn-appointment-flag-code-cs"
FLAGS = frozenset(
    {
        *("cancel", "cancelWithComment", "canChangeAppointment", "canChangeAppointmentDialog"),
        *("canUseShortNotice", "canCancelServiceRequest", "canChangeConferenceType"),
        *("canAcknowledge", "canHaveAppointmentDetails", "canInitiateDialog"),
    }
)
DIALOG_FLAGS = frozenset({"canChangeAppointmentDialog", "canInitiateDialog"})
# Contact type (8432): by telephone or picture.
CONTACT_TYPES = "urn:oid:2.16.578.1.12.4.1.1.8432"

LONGEST = 1000


class Mode(StrEnum):
    """How the patient meets: there, by video or by telephone; empty where nobody says."""

    THERE = "there"
    VIDEO = "video"
    PHONE = "phone"
    UNKNOWN = ""


BY_CHANNEL = {"url": Mode.VIDEO, "phone": Mode.PHONE}
BY_CONTACT = {"6": Mode.VIDEO, "7": Mode.PHONE}


class Event(StrEnum):
    """What others are told of (docs/events.md)."""

    BOOKED = "appointments.booked"
    MOVED = "appointments.moved"
    CANCELLED = "appointments.cancelled"
