"""Plain values for the pages of results."""
