"""What documents put on a patient's timeline; those that are results stand among the results."""

import uuid
from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.codes import Kind
from access.confidentiality import is_citizen
from access.grant import Grant
from common.timeline import DOCUMENTS, RESULTS, Entry, Stretch, Tag, TimelineSource
from journal import selectors, visibility
from journal.codes import RESULT_CATEGORIES
from journal.models import DocumentReference
from journal.presenters import rows as presenters

_KEPT_BACK = "journal.timeline.withheld"
_TYPE_SIGNS = 300  # The words of a type are kept cut (journal.lifting), shorter than a title.


def _load(grant: Grant, stretch: Stretch) -> Sequence[Entry]:
    found = list(_rows(grant, stretch)[: stretch.most])
    replaced = selectors.replacements(grant)
    urls = presenters.document_urls(stretch.record_id, [each.id for each in found])
    is_own = stretch.record_id is None
    return [
        _entry(
            grant,
            document,
            presenters.row(document, url=urls[document.id], replaced=replaced, is_citizen=is_own),
        )
        for document in found
    ]


def _rows(grant: Grant, stretch: Stretch) -> QuerySet[DocumentReference]:
    rows = DocumentReference.objects.under(grant).filter(**stretch.parts("date"))
    if stretch.kind:
        are_results = Q(category__in=RESULT_CATEGORIES)
        rows = rows.filter(are_results if stretch.kind == RESULTS else ~are_results)
    if stretch.organisation:
        rows = rows.filter(organization_name=stretch.organisation)
    if stretch.after:
        at, own_id = stretch.after
        rows = rows.filter(date__lte=at).exclude(date=at, id__gte=own_id)
    return rows.defer("wire", "digest", "search").order_by("-date", "-id")


def _entry(grant: Grant, document: DocumentReference, row: presenters.Row) -> Entry:
    return Entry(
        id=row.id,
        at=row.date,
        kind=RESULTS if document.category in RESULT_CATEGORIES else DOCUMENTS,
        title=row.title or row.type_text,
        url=row.url,
        more=row.type_text if row.title and row.type_text != row.title[:_TYPE_SIGNS] else "",
        organisation=row.organisation,
        place=row.unit,
        tags=_tags(grant, row),
        logged=selectors.listed(grant, document),
    )


def _tags(grant: Grant, row: presenters.Row) -> Sequence[Tag]:
    is_treated = not is_citizen(grant.audience)
    told = (
        (row.is_replaced, _("replaced by a newer version"), "neutral"),
        (row.is_outdated, _("no longer in force"), "neutral"),
        (row.is_mistake, _("registered by mistake"), "danger"),
        (row.is_draft, _("not signed yet"), "info"),
        (row.is_restricted and is_treated, _("blocked by the patient"), "warning"),
        (row.is_delayed and is_treated, _("not shown to the patient yet"), "info"),
    )
    return [(words, tone) for is_so, words, tone in told if is_so]


def _hides(grant: Grant) -> Collection[uuid.UUID]:
    """The visits at which something was written that is kept from the reader. What only waits to be
    released keeps no visit back: the patient was there."""
    return {
        uuid.UUID(each.removeprefix("Encounter/"))
        for named in _kept_back(grant)
        for each in named or ()
        if each.startswith("Encounter/")
    }


def _withheld(grant: Grant) -> int:
    return len(_kept_back(grant))


def _kept_back(grant: Grant) -> Sequence[Sequence[str] | None]:
    """Of each document that is withheld the visits that it names. Asked once for each Grant."""
    if _KEPT_BACK not in grant.remembered:
        rows = DocumentReference.objects.withheld(grant).order_by()
        if is_citizen(grant.audience):
            rows = rows.exclude(visibility.delayed(grant))
        found = list(rows.values_list("search__encounter", flat=True))
        grant.remembered[_KEPT_BACK] = found
    kept: Sequence[Sequence[str] | None] = grant.remembered[_KEPT_BACK]
    return kept


def _organisations(grant: Grant) -> Collection[str]:
    rows = DocumentReference.objects.under(grant).filter(~Q(organization_name="")).order_by()
    return list(rows.values_list("organization_name", flat=True).distinct())


SOURCE = TimelineSource(
    10,
    {DOCUMENTS: gettext_lazy("Documents"), RESULTS: gettext_lazy("Results and examinations")},
    Kind.JOURNAL,
    _load,
    _organisations,
    _withheld,
    _hides,
)
