"""Owns the one error of the local stack: a line that a person at the terminal can act on."""


class StackError(Exception):
    """The stack cannot start; the message is the one line that people see."""
