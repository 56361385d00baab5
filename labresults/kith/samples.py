"""What was taken of the patient, as Specimens."""

from collections.abc import Iterator, Sequence

from labresults.kith import codes
from labresults.kith.reports import Body, Part
from labresults.kith.values import Node, concept, date_time, prose


def specimens(patient: Node) -> Iterator[Part]:
    """Samples, by whatever name a result may call them."""
    for at, node in enumerate(patient.all("AnalysedSubject"), 1):
        names = [
            (node.text("IdByServProvider"), "AnalysedSubjectIdByServProvider"),
            (node.text("IdByRequester"), "AnalysedSubjectId"),
            (node.text("Number"), "AnalysedSubjectNumber"),
        ]
        identifiers = [
            {"system": f"{codes.IDENTIFIER_SOURCES}#{sort}", "value": name}
            for name, sort in names
            if name
        ]
        key = next((name for name, _ in names if name), str(at))
        yield Part("Specimen", key, _specimen(node, identifiers))


def _specimen(node: Node, identifiers: Sequence[Body]) -> Body:
    sample = node.one("CollectedSample")
    collected = sample.one("CollectedDate") if sample else None
    collection: Body = {}
    if collected is not None and collected.get("V"):
        collection["collectedDateTime"] = date_time(collected)
    site = node.text("AnatomicalOrigin")
    if site:
        collection["bodySite"] = {"text": site}
    coded = node.one("TypeCoded")
    sort = concept(coded) if coded else {}
    text = node.text("Type")
    if text and not sort:
        sort = {"text": text}
    notes = [*map(prose, node.all("Comment"))]
    notes += [prose(each) for each in (sample.all("CollectorComment") if sample else ())]
    body: Body = {"resourceType": "Specimen", "status": "available"}
    body |= (
        {"identifier": list(identifiers), "accessionIdentifier": identifiers[0]}
        if (identifiers)
        else {}
    )
    body |= {"type": sort} if sort else {}
    received = node.one("ReceiptDate")
    if received is not None and received.get("V"):
        body["receivedTime"] = date_time(received)
    body |= {"collection": collection} if collection else {}
    return body | ({"note": [{"text": each} for each in notes if each]} if any(notes) else {})
