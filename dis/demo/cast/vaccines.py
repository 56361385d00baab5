"""Vaccines of the cast, and what was done to them, as their organisations send it."""

from collections.abc import Iterator
from datetime import date

from demo.cast.calendar import days_before
from demo.cast.fhir_directory import Resource, cast_id, reference

_ATC = "http://www.whocc.no/atc"
_SNOMED = "http://snomed.info/sct"
# Whose, from whom, ATC, words, which dose, and how many days ago.
_VACCINES = (
    ("kari", "legesenter", "J07AM51", "Stivkrampe og difteri", "1", 2920),
    ("kari", "legesenter", "J07BB02", "Influensa", "1", 760),
    ("kari", "legesenter", "J07BB02", "Influensa", "1", 395),
    ("kari", "tromso", "J07BN01", "Covid-19", "4", 700),
    ("kari", "legesenter", "J07AL02", "Pneumokokk", "1", 1120),
    ("astrid", "tromso", "J07BB02", "Influensa", "1", 30),
    ("astrid", "tromso", "J07AL01", "Pneumokokk", "1", 800),
)
# Whose, from whom, SNOMED CT, words, and how many days ago.
_PROCEDURES = (
    ("kari", "unn", "40701008", "Ultralyd av hjertet (ekkokardiografi)", 1140),
    ("kari", "unn", "80146002", "Blindtarmen fjernet", 3300),
    ("kari", "unn", "250980009", "Elektrokonvertering av atrieflimmer", 980),
    ("astrid", "unn", "52734007", "Hofteprotese, høyre side", 2100),
)


def resources(slug: str, legal: str, today: date) -> Iterator[Resource]:
    """What an organisation has to tell of one person."""
    for number, (patient, sender, code, words, dose, days) in enumerate(_VACCINES):
        if (patient, sender) == (slug, legal):
            yield {
                "resourceType": "Immunization",
                "id": cast_id("Immunization", patient, str(number)),
                "status": "completed",
                "vaccineCode": {"coding": [{"system": _ATC, "code": code}], "text": words},
                "patient": reference("Patient", patient),
                "occurrenceDateTime": days_before(today, days).isoformat(),
                "protocolApplied": [{"doseNumberString": dose}],
            }
    for number, (patient, sender, code, words, days) in enumerate(_PROCEDURES):
        if (patient, sender) == (slug, legal):
            yield {
                "resourceType": "Procedure",
                "id": cast_id("Procedure", patient, str(number)),
                "status": "completed",
                "code": {"coding": [{"system": _SNOMED, "code": code}], "text": words},
                "subject": reference("Patient", patient),
                "performedDateTime": days_before(today, days).isoformat(),
            }
