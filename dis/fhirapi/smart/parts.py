"""What apps offer to the record page."""

from django.utils.translation import gettext_lazy as _

from common.declarations import RecordTab

PARTS = (RecordTab(90, _("Apps"), "smart:beside-record"),)
