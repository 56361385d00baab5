"""Medicines as values: read from FHIR, compared over sources, and held against reactions."""
