"""Results that come as FHIR messages: what KITH's messages become, out of a Bundle."""
