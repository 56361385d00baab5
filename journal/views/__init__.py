"""Pages of journal documents."""
