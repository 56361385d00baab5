"""Summaries from abroad that somebody has as a file: checked, and kept whole as one document."""
