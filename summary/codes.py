"""Statuses of R4 for critical information and medicines."""

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
