"""Unusual reading of records: what raises an alert, who is told, and what is asked at the door."""
