"""The tokens that callers of the API come with: HelseID's, and the portal's own (SMART)."""
