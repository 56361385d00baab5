"""Pages of critical information and medicines."""
