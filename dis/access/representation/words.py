"""Words for what is given and acted in: the services, roles and levels of the policy table."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.codes import Kind
from access.representation.policy import Level, Role

SERVICES: Mapping[str, Any] = {
    Kind.JOURNAL: _("Documents"),
    Kind.RESULTS: _("Test results"),
    Kind.SUMMARY: _("Health summary"),
    Kind.APPOINTMENTS: _("Appointments"),
    Kind.LOG: _("Who has looked"),
    Kind.TASK: _("Requests and answers"),
    Kind.SETTINGS: _("Privacy settings"),
    Kind.REPRESENTATION: _("Who may act"),
}
GIVES: Mapping[str, Any] = {
    Kind.JOURNAL: _("Read and save your documents."),
    Kind.APPOINTMENTS: _("See your appointments."),
    Kind.LOG: _("See who has looked in your record."),
    Kind.TASK: _("Send requests for you, and read the answers to them."),
}
GIVES_FOR_ANOTHER: Mapping[str, Any] = {
    Kind.JOURNAL: _("Read and save the patient's documents."),
    Kind.APPOINTMENTS: _("See the patient's appointments."),
    Kind.LOG: _("See who has looked in the patient's record."),
    Kind.TASK: _("Send requests for the patient, and read the answers to them."),
}
ROLES: Mapping[str, Any] = {
    Role.SELF: _("The person"),
    Role.PARENT: _("Parents"),
    Role.PROXY: _("With power of attorney"),
    Role.ASSIGNED: _("Appointed representatives"),
}
LEVELS: Mapping[str, Any] = {
    Level.NONE: pgettext_lazy("right", "Closed"),
    Level.READ: pgettext_lazy("right", "Read"),
    Level.WRITE: pgettext_lazy("right", "Read and do"),
}


def services(codes: list[str]) -> list[str]:
    """The names of services, in the order in which people meet them."""
    return [str(words) for code, words in SERVICES.items() if code in codes]
