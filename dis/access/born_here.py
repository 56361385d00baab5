"""How the log names what is born in the portal: who runs it answers for it (data controller)."""

from django.conf import settings

from access.grant import Item
from access.records import PatientRecord


def item(resource_type: str, row: PatientRecord, outcome: str) -> Item:
    """A setting, who may act, or a notice, as something that was shown or written."""
    return Item(resource_type, row.id, 1, row.patient_id, outcome, settings.OPERATOR_NAME)
