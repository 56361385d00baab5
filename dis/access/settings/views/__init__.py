"""Pages of settings, for the patient and for the helpline."""
