"""Code systems of KITH's result message, and what FHIR calls the same.

After the standard HIS 80822, the code lists that it names (volven.no), and NILAR's profiles.
"""

OID = "urn:oid:2.16.578.1.12.4.1.1"
EXTENSION = "https://dis.example/fhir/StructureDefinition"
NILAR = "http://nhn.no/fhir/nilar/StructureDefinition"
IDENTIFIER_SOURCES = "http://nhn.no/fhir/nilar/CodeSystem/identifier-source-cs"
NAMESPACE = "http://www.kith.no/xmlstds/labsvar/"
VERSIONS = {"2008-12-01": "1.3", "2012-02-15": "1.4"}

INTERPRETATIONS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
OBSERVATION_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
SECTIONS = "http://terminology.hl7.org/CodeSystem/v2-0074"
RESULT_STATUSES, DEVIATIONS, COMPARATORS = f"{OID}.8245", f"{OID}.8244", f"{OID}.8239"
FIELDS = f"{OID}.8202"
NORPAT, FINDINGS = f"{OID}.7010", f"{OID}.8271"

NEW, CHANGED, ADDED, CANCELLED = "N", "M", "A", "C"
SERVICES = frozenset({NEW, CHANGED, ADDED, CANCELLED})
FINAL, PRELIMINARY = "F", "P"

# 8245 (reference norway.md part 3): the status of one investigation.
STATUSES = {
    "1": "amended",
    "2": "preliminary",
    "3": "final",
    "4": "amended",
    **dict.fromkeys(("5", "6", "7", "8", "9", "15"), "registered"),
    "10": "preliminary",
    "11": "final",
    "12": "preliminary",
    "13": "corrected",
}
DELETED = "14"
# 8244: above, below, outside of the limits; as FHIR's readers know them.
DEVIATING = {"1": ("H", "High"), "2": ("L", "Low"), "3": ("A", "Abnormal")}
# 8239. Much less and much greater have no sign in FHIR: an extension says it as well.
SIGNS = {"LT": "<", "LE": "<=", "GE": ">=", "GT": ">", "ML": "<", "MG": ">"}
SAID_APART = frozenset({"ML", "MG", "NE"})
SUSCEPTIBILITIES = {"S": "Susceptible", "I": "Intermediate", "R": "Resistant"}
RESISTANCE, GROUP, ASSESSMENT = "RSB", "GR", "VU"

# 8202 by FHIR's sections of diagnostic services (HL7 v2 table 0074).
IMAGING = {
    **dict.fromkeys(("RTG", "RG", "RAD", "RU", "RADIOL"), "RAD"),
    "UL": "RUS",
    "CT": "CT",
    "MR": "NMR",
    "NM": "NMS",
    "NUK": "NMS",
    "PET": "NMS",
}
SECTION_OF = {
    **dict.fromkeys(("CLIN", "KLKJ", "BIO", "BIOKJ", "MBK"), "CH"),
    **dict.fromkeys(("MBIO", "MIKRO", "BAKT"), "MB"),
    **dict.fromkeys(("PAT", "HIST", "HISTO"), "SP"),
    "CYTO": "CP",
    "VIR": "VR",
    "SERO": "SR",
    "IMM": "IMM",
    "IMMU": "IMM",
    "HEM": "HM",
    "FARM": "TX",
    "TOX": "TX",
    "GEN": "GE",
    "BLD": "BLB",
    "BLOD": "BLB",
    "LAB": "LAB",
    **IMAGING,
}
RADIOLOGY = "SVAR_RTG"

IDENTIFIERS = {
    "ENH": "urn:oid:2.16.578.1.12.4.1.4.101",
    "RSH": "urn:oid:2.16.578.1.12.4.1.4.102",
    "HPR": "urn:oid:2.16.578.1.12.4.1.4.4",
    "HER": "urn:oid:2.16.578.1.12.4.1.2",
}
# Whose number a person has; of national ids those that make somebody known here.
NATIONAL_IDS = frozenset({"FNR", "DNR", "HNR", "FHN"})

UCUM = "http://unitsofmeasure.org"
