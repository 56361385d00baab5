"""Which group a result belongs to: by its code, or by how its sender has sorted it."""

from collections.abc import Iterable

from labresults.analytes import ANALYTES

NLK, NORPAT, NCRP, INVESTIGATION, FINDING = (
    f"urn:oid:2.16.578.1.12.4.1.1.{number}" for number in ("7280", "7010", "7270", "8212", "8219")
)
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
# Systems of codes, the ones first by which a result is called where it has several.
SYSTEMS = (NLK, NORPAT, NCRP, INVESTIGATION, FINDING, LOINC, SNOMED)

CHEMISTRY, MICROBIOLOGY, PATHOLOGY, IMAGING = "chemistry", "microbiology", "pathology", "imaging"
BLOOD, BLOOD_BANK, GENETICS, QUICK = "blood", "blood-bank", "genetics", "quick"
ORGANS, MEASUREMENTS, HABITS, OTHER = "organs", "measurements", "habits", "other"
OF_ANALYTES = (
    *("blood", "inflammation", "coagulation", "kidney", "salts", "liver", "heart", "diabetes"),
    *("lipids", "thyroid", "vitamins", "hormones", "immunology", "tumour", "urine", CHEMISTRY),
)
# In the order of the page.
GROUPS = (
    *OF_ANALYTES,
    *(BLOOD_BANK, GENETICS, QUICK, MICROBIOLOGY, PATHOLOGY, IMAGING, ORGANS, MEASUREMENTS),
    *(HABITS, OTHER),
)
# Shown as reports and in no table of values.
REPORTS_ONLY = (MICROBIOLOGY, PATHOLOGY, IMAGING, GENETICS, ORGANS)
_OF_SYSTEMS = {NORPAT: PATHOLOGY, NCRP: IMAGING}
# FHIR's codes (observation-category, v2-0074) and those of the Norwegian messages (8202, 8206).
_OF_CATEGORIES = {
    **dict.fromkeys(("MB", "MBIO", "VR", "MCB", "PAR", "MYC", "VIRO", "BAKT"), MICROBIOLOGY),
    **dict.fromkeys(("SP", "CP", "PAT", "HPAT", "CYTO", "CY", "HIST", "PATH", "OBD"), PATHOLOGY),
    **dict.fromkeys(("RAD", "HRAD", "RX", "CT", "MR", "UL", "US", "NMR", "RUS"), IMAGING),
    **dict.fromkeys(("NMS", "CUS", "VUS", "OUS", "NM", "MG", "imaging"), IMAGING),
    **dict.fromkeys(("BLB", "BLD", "TRAN"), BLOOD_BANK),
    **dict.fromkeys(("GE", "GEN", "CG"), GENETICS),
    **dict.fromkeys(("EC", "EN", "PF", "procedure", "exam"), ORGANS),
    **dict.fromkeys(("vital-signs",), MEASUREMENTS),
    **dict.fromkeys(("survey", "social-history", "activity", "therapy"), HABITS),
    **dict.fromkeys(("HM",), BLOOD),
    **dict.fromkeys(("IMM", "IMMU"), "immunology"),
}
_LABORATORY = frozenset({"CLIN", "CH", "LAB", "HLAB", "laboratory", "FARM", "TX"})


def group_of(codings: Iterable[tuple[str, str]], categories: Iterable[str]) -> str:
    """By the analyte, then by the sender's category, then by the system of codes."""
    known = list(codings)
    for coding in known:
        if coding in ANALYTES:
            return ANALYTES[coding].group
    given = list(categories)
    for code in given:
        if code in _OF_CATEGORIES:
            return _OF_CATEGORIES[code]
    for system, _ in known:
        if system in _OF_SYSTEMS:
            return _OF_SYSTEMS[system]
    is_laboratory = _LABORATORY.intersection(given) or any(system == NLK for system, _ in known)
    return CHEMISTRY if is_laboratory else OTHER
