"""SMART on FHIR: apps that people let in themselves, and what they may see."""
