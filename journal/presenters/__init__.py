"""What pages show of journal documents, as plain values made inside the Grant."""
