"""The service `already-measured` of CDS Hooks: a card for each order whose answer is here already,
and what the clinician did with it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from access.codes import Kind
from common.clock import OSLO
from common.errors import Unacceptable
from common.hooks import Heard, HookService, Picked
from labresults import selectors
from labresults.measured import finding, presenters, services
from labresults.measured.codes import OVERRIDE_SYSTEM, OVERRIDES, Fate, Way
from labresults.measured.finding import Hint
from labresults.models import Observation

if TYPE_CHECKING:
    from datetime import datetime

    from access.actor import Actor
    from access.grant import Grant

ID = "already-measured"
_LANGUAGES = {"nb": "nb", "no": "nb", "nn": "nn", "en": "en"}
_NAMESPACE = uuid.UUID("5a4f7c52-3a1c-4f4e-8e0d-9a7d6b2f1c33")
# The specification: fewer than 140 signs.
_LONGEST_SUMMARY = 139
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


def answer(grant: Grant, picked: Picked) -> list[dict[str, Any]]:
    """A card for each analyte that an order asks for and that is measured already; noted as
    shown. Who drops an order loses nothing: that is offered where it asks for nothing else."""
    wanted = [(order.reference, finding.asked(order.asked)) for order in picked.orders]
    found = finding.hints(grant, [key for _reference, asked in wanted for key in asked.keys])
    told = [
        (reference if asked.is_all and found.keys() >= set(asked.keys) else "", found[key])
        for reference, asked in wanted
        for key in asked.keys
        if key in found
    ]
    if not told:
        return []
    grant.note(selectors.noted(grant, [row for hint in found.values() for row in hint.rows]))
    ids = services.give(grant, picked.actor, [hint for _dropped, hint in told])
    with translation.override(_language(picked.languages)):
        return [
            _card(grant, own_id, dropped, hint, picked.site)
            for own_id, (dropped, hint) in zip(ids, told, strict=True)
        ]


def _language(accepted: str) -> str:
    for name, _weight in parse_accept_lang_header(accepted):
        if name.split("-")[0] in _LANGUAGES:
            return _LANGUAGES[name.split("-")[0]]
    return "nb"


def suggestion_id(card_id: uuid.UUID) -> str:
    return str(uuid.uuid5(_NAMESPACE, str(card_id)))


def _card(grant: Grant, own_id: uuid.UUID, dropped: str, hint: Hint, site: str) -> dict[str, Any]:
    line = presenters.line(hint, grant.facts.now, grant.patient_id)
    return {
        "uuid": str(own_id),
        "summary": _summary(line),
        "indicator": "info",
        "detail": _detail(line),
        "source": {"label": "Min helse i nord", "url": site},
        **(_suggested(own_id, dropped) if dropped else {}),
        "overrideReasons": [
            {"code": code, "system": OVERRIDE_SYSTEM, "display": str(words)}
            for code, words in OVERRIDES.items()
        ],
        "links": [
            {"label": _("See the course in the record"), "url": site + line.url, "type": "absolute"}
        ],
    }


def _suggested(own_id: uuid.UUID, dropped: str) -> dict[str, Any]:
    action = {
        "type": "delete",
        "description": _("Drop the order: the result is here."),
        "resourceId": dropped,
    }
    suggestion = {
        "label": _("Use this result"),
        "uuid": suggestion_id(own_id),
        "actions": [action],
    }
    return {"suggestions": [suggestion], "selectionBehavior": "at-most-one"}


def _summary(line: presenters.Line) -> str:
    text = _("%(name)s is measured already, %(ago)s: %(value)s") % {
        "name": line.name,
        "ago": line.ago,
        "value": _value(line),
    }
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_SUMMARY else f"{text[: _LONGEST_SUMMARY - 1]}…"


def _value(line: presenters.Line) -> str:
    return " ".join(part for part in (line.value.text, line.value.unit) if part)


def _detail(line: presenters.Line) -> str:
    """Markdown, of which nothing is what a laboratory wrote: its signs stand as they are."""
    value = line.value
    said = f"**{_plain(_value(line))}**"
    if value.flag_text:
        said += f" ({value.flag_text})"
    parts = [said]
    if line.newer:
        newer = {"answer": _plain(line.newer.text), "day": _moment(line.newer.at)}
        parts.append(_("A newer answer, %(answer)s (%(day)s), is not final yet.") % newer)
    if value.limits:
        parts.append(_("Limits: %(limits)s") % {"limits": _plain(value.limits)})
    parts.append(_("Taken: %(day)s (%(ago)s)") % {"day": _moment(value.at), "ago": line.ago})
    if value.laboratory:
        parts.append(_("Laboratory: %(name)s") % {"name": _plain(value.laboratory)})
    if value.requester:
        parts.append(_("Requested by: %(name)s") % {"name": _plain(value.requester)})
    if value.converted_from:
        parts.append(_("Converted from %(value)s") % {"value": _plain(value.converted_from)})
    counts = _("Counts until %(day)s. Source: %(source)s")
    parts.append(counts % {"day": f"{line.until:%d.%m.%Y}", "source": _plain(line.source)})
    return "\n\n".join(parts)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(OSLO):%d.%m.%Y %H:%M}"


def _plain(text: str) -> str:
    """A text of somebody else's, so that it is no markdown and no HTML."""
    return _MARKS.sub(r"\\\1", " ".join(text.replace("&", "&amp;").replace("<", "&lt;").split()))


def hear(grant: Grant, actor: Actor, heard: Sequence[Heard]) -> None:
    """Keep which results were used, and which were not and why."""
    if not services.may_use(actor, grant):
        raise Unacceptable.because("only who may order in this record uses a result")
    cards = services.given(grant, actor, [each.card for each in heard])
    results = {card.result_id for card in cards.values()}
    rows = {row.id: row for row in Observation.objects.under(grant).filter(id__in=results)}
    services.keep(grant, actor, list(_done(heard, cards, rows)), Way.SYSTEM)


def _done(heard: Sequence[Heard], cards: Any, rows: Any) -> Iterator[services.Done]:
    for each in heard:
        card = cards.get(each.card)
        row = rows.get(card.result_id) if card else None
        if card is None or row is None:
            raise Unacceptable.because("no such card was given to this person about this patient")
        if each.is_accepted and suggestion_id(card.id) not in each.suggestions:
            raise Unacceptable.because("acceptedSuggestions names none of the card's suggestions")
        reason = each.reason if each.reason in OVERRIDES else ""
        fate = Fate.USED if each.is_accepted else Fate.ORDERED
        yield row, card.analyte, fate, "" if each.is_accepted else reason


HOOKS = (
    HookService(
        id=ID,
        hook="order-select",
        title="Allerede målt",
        description=(
            "Sier fra når det som rekvireres, nettopp er målt ved et hvilket som helst"
            " laboratorium. (Tells when what is ordered was measured lately, by any laboratory.)"
        ),
        kind=Kind.RESULTS,
        type_name="Observation",
        answer=answer,
        hear=hear,
    ),
)
