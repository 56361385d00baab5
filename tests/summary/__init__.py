"""Owns the tests of critical information and medicines."""
