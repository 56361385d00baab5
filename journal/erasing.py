"""Erasing the documents that others have shared of one patient, with their words and marks."""

from collections.abc import Mapping

from access.codes import Kind
from access.grant import Grant
from journal.models import Binary, DocumentReference, DocumentText, ReadMark

TABLES = (
    "journal_documenttext",
    "journal_readmark",
    "journal_documentreference",
    "journal_binary",
)


def erase(grant: Grant) -> Mapping[str, int]:
    """Delete all of the Grant's patient, whatever it hides from whom; how many of each table."""
    grant.check(Kind.JOURNAL, write=True)
    rows = (DocumentText, ReadMark, DocumentReference, Binary)
    return {model._meta.db_table: model.objects.under(grant).delete()[0] for model in rows}
