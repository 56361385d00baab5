"""Subscriptions of other systems: they are told that something is new, and never what it says."""
