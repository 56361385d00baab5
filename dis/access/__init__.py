"""Trust: who may see what, on what ground, and the log of it. The one gate to patient data."""
