"""What representation offers to the record page and to administrators."""

from django.utils.translation import gettext_lazy as _

from common.declarations import AdminEntry, RecordTab

PARTS = (
    RecordTab(80, _("Representatives"), "representation:assigned"),
    AdminEntry(
        30,
        _("Who may act for whom"),
        _("The table of ages, roles and services: what holds now, and what comes."),
        "representation:policies",
    ),
)
