"""CDS Hooks 2.0: what ordering systems ask while a clinician works (docs/cds.md)."""
