"""Appointments as record systems send them: the patient's list over all organisations."""
