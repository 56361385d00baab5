"""Results on their way in: which version counts, what waits for its patient, what is not known."""
