"""What was asked for and by whom, as a ServiceRequest."""

from collections.abc import Mapping, Sequence

from labresults.kith import codes
from labresults.kith.parties import Party, party, role
from labresults.kith.reports import Body, Part, own
from labresults.kith.values import Node, concept, date_time, prose, words_of

_REQUESTER = "requester"


def request(
    node: Node, patient: Node, specimens: Sequence[Part], status: str, cancelled_as: str
) -> Part | None:
    """What was asked for, by whom."""
    asked = node.one("ServReq")
    if asked is None:
        return None
    who = _requester(node, patient)
    state = "completed" if status == "final" else "active"
    words = words_of(asked.one("MsgDescr")) or words_of(node.one("MsgDescr")) or "Rekvisisjon"
    body: Body = {
        "resourceType": "ServiceRequest",
        "status": "revoked" if cancelled_as else state,
        "intent": "order",
        "code": {"text": words},
        **_request_names(asked),
        **_reasons(patient),
    }
    if who.name:
        body["contained"] = [role(who, _REQUESTER)]
        body["requester"] = {"reference": f"#{_REQUESTER}", "display": who.name}
    authored = asked.one("IssueDate")
    if authored is not None and authored.get("V"):
        body["authoredOn"] = date_time(authored)
    comments = [prose(each) for each in asked.all("ReqComment") + asked.all("Comment")]
    if any(comments):
        body["note"] = [{"text": each} for each in comments if each]
    if specimens:
        body["specimen"] = [own("Specimen", each.key) for each in specimens]
    return Part("ServiceRequest", "", body, bool(cancelled_as))


def _requester(node: Node, patient: Node) -> Party:
    """Who requested: the person named as such, at the place that gets the answer."""
    found = party(node.one("Requester"))
    for each in patient.all("ResponsibleHcp"):
        who = party(each)
        if each.value("Relation") == "REK" and (who.person or who.person_ids):
            place = who.organization or found.organization
            return Party(
                organization=place,
                department="" if who.organization else found.department,
                person=who.person,
                organization_ids=who.organization_ids
                or (found.organization_ids if place == found.organization else ()),
                person_ids=who.person_ids,
            )
    return found


def _request_names(asked: Node) -> Mapping[str, object]:
    names = [
        (asked.text("Id"), "ServReqId"),
        (asked.text("IdByServProvider"), "ServReqIdByServProvider"),
    ]
    found = [
        {"system": f"{codes.IDENTIFIER_SOURCES}#{sort}", "value": name}
        for name, sort in names
        if name
    ]
    return {"identifier": found} if found else {}


def _reasons(patient: Node) -> Mapping[str, object]:
    """What the requester told of the patient: in words and in codes."""
    found = []
    for each in patient.all("InfItem"):
        for seen in each.all("Observation"):
            coded = seen.one("CodedDescr")
            told = concept(coded) if coded else {}
            text = prose(description) if (description := seen.one("Description")) else ""
            told = told | ({"text": text} if text else {})
            if told:
                found.append(told)
    return {"reasonCode": found} if found else {}
