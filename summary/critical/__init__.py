"""Critical information as values: read from FHIR resources, made into them, and how each stands."""
