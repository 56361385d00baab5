"""What people offers to the administrator's home page."""

from django.utils.translation import gettext_lazy as _

from common.declarations import AdminEntry

PARTS = (
    AdminEntry(
        10,
        _("Units and roles"),
        _("The places of your organisation, who works where, and until when."),
        "people:units",
    ),
)
