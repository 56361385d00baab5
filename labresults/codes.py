"""Statuses of R4 for results and orders, and with which kind of documents a result is closed."""

OBSERVATION_STATUSES = (
    *("registered", "preliminary", "final", "amended", "corrected", "cancelled"),
    *("entered-in-error", "unknown"),
)
REPORT_STATUSES = (
    *("registered", "partial", "preliminary", "final", "amended", "corrected", "appended"),
    *("cancelled", "entered-in-error", "unknown"),
)
REQUEST_STATUSES = (
    *("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"),
)
# The kinds of documents (9602, level 1) that results belong to, by FHIR's codes of category: who
# has closed one of them to clinicians has closed the results too.
RESULTS, ORGANS, PICTURES, CHARTS, LETTERS = "C00-1", "D00-1", "E00-1", "F00-1", "I00-1"
CATEGORIES = {
    **dict.fromkeys(("laboratory", "LAB", "CH", "HM", "MB", "SP", "CP", "GE", "BLB"), RESULTS),
    **dict.fromkeys(("imaging", "RAD", "CT", "NMR", "RUS", "NMS", "CUS"), PICTURES),
    **dict.fromkeys(("procedure", "CG", "EC", "PF"), ORGANS),
    **dict.fromkeys(("vital-signs", "survey", "exam", "therapy", "activity"), CHARTS),
}
