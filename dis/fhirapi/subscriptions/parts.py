"""What subscriptions offer to the administrators' home page, to retention and to erasing."""

from django.utils.translation import gettext_lazy as _

from access.retention_rules import Rule
from common.declarations import AdminEntry, SharedCopies
from fhirapi.subscriptions import keeping

PARTS = (
    AdminEntry(
        52,
        _("What systems are told"),
        _("Systems that are told when something is new, and what could not be delivered."),
        "subscriptions:overview",
    ),
)
NEWS = Rule(
    "news",
    _("That a system was told of something new"),
    _("when it became new"),
    _("Ids only. A system can ask for what it has missed for as long."),
    keeping.age,
    keeping.delete,
)
OVER = Rule(
    "subscriptions",
    _("What systems have asked to be told, once it is over, and where they were told"),
    _("when the system ended it, it was switched off, or the address was taken away"),
    _(
        "So long it can be found out why a system was not told of something. What was asked for may"
        " name a patient. Who let an address in, and who took it away, stays in the history."
    ),
    keeping.age_of_over,
    keeping.delete_over,
)
RULES = (NEWS, OVER)
# Before the rows that they name.
SHARED_COPIES = (SharedCopies(-1, keeping.TABLES, keeping.erase),)
