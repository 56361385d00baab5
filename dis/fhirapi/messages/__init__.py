"""The door for messages: what systems send that is not asked as an interaction of FHIR."""
