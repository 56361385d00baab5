"""The sorts of critical information as words in addresses."""

from summary.codes import Sort

SLUGS = {
    Sort.DRUG: "legemiddel",
    Sort.ALLERGY: "allergi",
    Sort.LIMITATION: "behandlingsbegrensning",
    Sort.CLARIFICATION: "avklaring",
    Sort.INTUBATION: "intubasjon",
    Sort.ANAESTHESIA: "anestesi",
    Sort.CONDITION: "tilstand",
    Sort.IMPLANT: "implantat",
    Sort.INFECTION: "smitte",
    Sort.PROCEDURE: "rutine",
}
BY_SLUG = {slug: sort for sort, slug in SLUGS.items()}
