"""Journal documents: what was written about a patient, by whom, and the bytes of it."""
