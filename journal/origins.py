"""Which organisations the documents of a patient come from, for those who ask them something."""

from access.grant import Grant
from journal.models import DocumentReference


def organization_numbers(grant: Grant) -> list[str]:
    """The numbers of the organisations whose documents the reader may see."""
    rows = DocumentReference.objects.under(grant).exclude(organization_number="")
    return sorted(rows.order_by().values_list("organization_number", flat=True).distinct())
