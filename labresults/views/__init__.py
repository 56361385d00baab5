"""Pages of results: for who treats, for the patient, and for who decides when patients see them."""
