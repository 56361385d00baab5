"""FHIR R4 at the border of the house. Knows no service: the apps declare their types."""
