"""What pages of critical information and medicines show, as plain values made inside the Grant."""
