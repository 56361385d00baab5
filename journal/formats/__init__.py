"""The formats that documents come in: bytes to values, and nothing else.

What decodes here runs in the child process of journal.convert, never beside the portal.
"""
