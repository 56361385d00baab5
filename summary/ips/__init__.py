"""The International Patient Summary: made of what the reader may see, as FHIR, page and link."""
