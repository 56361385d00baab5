"""SMART Health Links to the summary: made by the patient, opened by who has link and passcode."""
