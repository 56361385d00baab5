"""How much the FHIR API takes: every limit is a setting, and what is beyond it is refused.

Bytes and signs are counted before a body is parsed, entries while it is taken apart.
"""

from config import env


def limits() -> dict[str, int]:
    return {
        "body_bytes": env.number("FHIR_BODY_BYTES", 32 * 1024 * 1024),
        "url_bytes": env.number("FHIR_URL_BYTES", 8_000),
        "json_depth": env.number("FHIR_JSON_DEPTH", 64),
        "number_length": env.number("FHIR_NUMBER_LENGTH", 40),
        "bundle_entries": env.number("FHIR_BUNDLE_ENTRIES", 500),
        "page_most": env.number("FHIR_PAGE_MOST", 500),
        "page_usual": env.number("FHIR_PAGE_USUAL", 50),
        "statement_milliseconds": env.number("FHIR_STATEMENT_MILLISECONDS", 10_000),
    }
