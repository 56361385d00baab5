"""Norwegian messages in KITH's XML: what kind, from whom and when, then all that they say."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from journal.formats.attachments import Written
from journal.formats.clean import escaped
from journal.formats.kith_groups import Groups
from journal.formats.kith_values import label, names, person, value, when
from journal.formats.kith_words import MESSAGES
from journal.formats.xml import local, space, words

_SENDERS = ("Sender", "ServProvider")
_RECEIVERS = ("Receiver", "Requester", "CopyDest")
_ENVELOPES = frozenset({"MsgHead", "EI_fellesformat"})


def write(root: Element) -> Written:
    """One message, in its envelope or bare."""
    written = Written()
    head = _first(root, "MsgHead")
    parts = list(_documents(head)) if head is not None else [root]
    contents = [part for part in parts if local(part) != "RefDoc"]
    title = _title(contents, root)
    written.html.append(f"<h2>{escaped(title)}</h2>")
    facts = (
        f"<dt>{escaped(name)}</dt><dd>{escaped(text)}</dd>"
        for name, text in _facts(root, title)
        if text
    )
    written.html.append(f"<dl>{''.join(facts)}</dl>")
    groups = Groups(written)
    for part in parts:
        if local(part) == "RefDoc":
            groups.attachment(part)
            continue
        if len(contents) > 1:
            written.html.append(f"<h3>{escaped(_title([part], part))}</h3>")
        groups.body(part, 3 if len(contents) < 2 else 4)
    return written


def _documents(head: Element) -> Iterator[Element]:
    """What lies in the envelope: content in XML, or a RefDoc that holds bytes or points away."""
    for document in head:
        if local(document) != "Document":
            continue
        for reference in document:
            if local(reference) != "RefDoc":
                continue
            inner = [part for each in reference if local(each) == "Content" for part in each]
            written = [part for part in inner if local(part) != "Base64Container"]
            yield from written or [reference]


def _title(contents: list[Element], root: Element) -> str:
    for part in [*contents, root]:
        _, _, path = space(part).lower().partition("/xmlstds/")
        kind = MESSAGES.get(path.split("/")[0])
        if kind and local(part) not in _ENVELOPES:
            return kind
    return MESSAGES["msghead"] if local(root) in _ENVELOPES else label(local(root))


def _facts(root: Element, title: str) -> Iterator[tuple[str, str]]:
    info = _first(root, "MsgInfo")
    within = root if info is None else info
    kind = next((each for each in within if local(each) in ("Type", "MsgType")), None)
    named = "" if kind is None else value(kind)
    yield "Type", "" if named == title else named
    sent = _first(root, "GenDate")
    yield "Sendt", "" if sent is None else when(sent.get("V") or words(sent))
    yield "Fra", _party(within, _SENDERS)
    yield "Til", _party(within, _RECEIVERS)
    patient = _first(root, "Patient", "Pasient")
    yield "Pasient", "" if patient is None else person(patient)


def _party(root: Element, kinds: tuple[str, ...]) -> str:
    found = _first(root, *kinds)
    return "" if found is None else ", ".join(dict.fromkeys(names(found)))


def _first(root: Element, *kinds: str) -> Element | None:
    return next((each for each in root.iter() if local(each) in kinds), None)
