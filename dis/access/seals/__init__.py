"""Owns the seals of the log: who changes it afterwards is found out (decision 0013)."""
