"""KITH's result message (labsvar 1.3 and 1.4) as FHIR resources in the shape of NILAR."""
