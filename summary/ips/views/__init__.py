"""Pages of the patient summary, and of the links to it."""
