"""Code systems that the cast's documents use beside 9602, whose types journal.codes holds."""

CONFIDENTIALITY_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.9603"
HL7_CONFIDENTIALITY_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
FACILITY_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.1303"
PROFESSION_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.9060"
KIND_SYSTEM = "http://terminology.hl7.org/CodeSystem/organization-type"

CONFIDENTIALITY = {
    "N": "Normal",
    "NORS": "Sperret",
    "NORU": "Utsatt innsyn for innbygger",
    "NORN_FORANS": "Nektet, foreldreansvarlig",
    "NORN_UNGDOM": "Nektet, ungdom",
    "NORN_FFL": "Nektet, fare for liv",
    "NORN_KUT": "Nektet, klart utilrådelig",
    "NORN_FFH": "Nektet, fare for helsepersonell",
    "NORN_FPB": "Nektet, forsvarlig pasientbehandling",
    "NORN_EPO": "Nektet, eget ønske",
    "NORN_ALL": "Nektet, alle",
    "NORN_FOR": "Nektet, foreldet",
    "NORN_DUP": "Nektet, duplikat",
    "NORN_ANG": "Nektet – andre grunner",
}

HL7_CONFIDENTIALITY = {"R": "restricted", "V": "very restricted"}


def level_1_of(type_code: str) -> str:
    """The level-1 type that a level-2 type belongs to: A03-2 is one of A00-1."""
    return f"{type_code[0]}00-1"
