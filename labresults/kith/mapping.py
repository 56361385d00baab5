"""A ServReport as a DiagnosticReport with its Specimens, ServiceRequest and Observations."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from datetime import datetime

from labresults.kith import codes, items, orders, samples
from labresults.kith.items import Setting
from labresults.kith.parties import Party, organization, party, reference
from labresults.kith.reports import Body, Part, Report, own
from labresults.kith.values import Node, date_time, instant, prose, words_of

_LABORATORY = "laboratory"
_LONGEST_ID = 200


def report(message: Node, node: Node, at: datetime) -> Report:
    """The report as this message tells of it."""
    own_id = node.need("ServProvId").text()
    if not own_id or len(own_id) > _LONGEST_ID:
        raise node.need("ServProvId").wrong(f"empty, or longer than {_LONGEST_ID} signs")
    service = node.need("ServType").get("V")
    if service not in codes.SERVICES:
        raise node.need("ServType").wrong("none of N, M, A and C")
    patient = node.need("Patient")
    laboratory = party(node.need("ServProvider"))
    status = _status(node)
    cancelled_as = ""
    if service == codes.CANCELLED:
        cancelled_as = "entered-in-error" if status == "final" else "cancelled"
    specimens = list(samples.specimens(patient))
    setting = _setting(message, node, laboratory, status, service, cancelled_as, specimens)
    results = items.parts(patient, setting)
    request = orders.request(node, patient, specimens, status, cancelled_as)
    parts = [*([request] if request else []), *specimens, *results]
    body = _body(message, node, setting, laboratory, parts)
    return Report(
        place=node.path,
        key=f"{laboratory.key}|{own_id}",
        at=at,
        body=body,
        parts=parts,
        number=patient.text("OffId").replace(" ", "")[:30],
        laboratory=laboratory.place,
        kind=_kind(message, node),
        message_id=message.text("MsgId")[:100],
        cancelled_as=cancelled_as,
        number_place=f"{node.path}/Patient/OffId",
    )


def _status(node: Node) -> str:
    found = node.value("Status")
    return {codes.FINAL: "final", codes.PRELIMINARY: "preliminary"}.get(found, "unknown")


def _kind(message: Node, node: Node) -> str:
    """What the report is about, in the sender's words."""
    words = words_of(node.one("MsgDescr")) or words_of(message.one("Type"))
    return words[:200] or "Svarrapport"


def _setting(
    message: Node,
    node: Node,
    laboratory: Party,
    status: str,
    service: str,
    cancelled_as: str,
    specimens: Sequence[Part],
) -> Setting:
    by_name: dict[str, Body] = {}
    collected: dict[str, str] = {}
    for part in specimens:
        when = part.body.get("collection", {}).get("collectedDateTime", "")
        for each in part.body.get("identifier", ()):
            name = each["value"]
            by_name.setdefault(name, own("Specimen", part.key))
            collected.setdefault(name, when)
    dates = sorted(filter(None, collected.values()))
    issued = node.one("IssueDate") or message.need("GenDate")
    return Setting(
        status=status,
        service=service,
        category=_category(message, node),
        laboratory=reference(laboratory.place, [*laboratory.department_ids][:1])
        if laboratory.place
        else {"display": "?"},
        effective=dates[0] if dates else date_time(issued),
        specimens=by_name,
        collected=collected,
        cancelled_as=cancelled_as,
        has_request=node.one("ServReq") is not None,
    )


def _category(message: Node, node: Node) -> list[Body]:
    """The field (8202), what FHIR calls it, and for results whether it is of a picture."""
    field = node.one("MsgDescr")
    code = field.get("V") if field else ""
    is_radiology = message.value("Type") == codes.RADIOLOGY or code in codes.IMAGING
    section = codes.SECTION_OF.get(code, "RAD" if is_radiology else "LAB")
    codings: list[Body] = []
    if code:
        words = words_of(field)
        codings.append({"system": codes.FIELDS, "code": code, "display": words})
    codings.append({"system": codes.SECTIONS, "code": section})
    sort = "imaging" if is_radiology else "laboratory"
    return [
        {"coding": codings, "text": _kind(message, node)},
        {"coding": [{"system": codes.OBSERVATION_CATEGORIES, "code": sort}]},
    ]


def _body(
    message: Node, node: Node, setting: Setting, laboratory: Party, parts: Sequence[Part]
) -> Body:
    own_id = node.need("ServProvId").text()
    kind = _kind(message, node)
    results = [each for each in parts if each.type == "Observation"]
    known = {each.key for each in results}
    body: Body = {
        "resourceType": "DiagnosticReport",
        "status": _report_status(setting),
        "contained": [organization(laboratory, _LABORATORY)],
        "extension": list(_extensions(node)),
        "identifier": [{"system": f"{codes.IDENTIFIER_SOURCES}#ServReportId", "value": own_id}],
        "category": list(setting.category),
        "code": {"text": kind},
        "effectiveDateTime": setting.effective,
        "issued": instant(message.need("GenDate")),
        "performer": [{"reference": f"#{_LABORATORY}", "display": laboratory.place or "?"}],
        "result": [own("Observation", e.key) for e in results if e.parent not in known],
        **_interpreters(node),
        **_conclusion(results),
        **_forms(node),
    }
    if setting.has_request:
        body["basedOn"] = [own("ServiceRequest", "")]
    specimens = [own("Specimen", each.key) for each in parts if each.type == "Specimen"]
    body |= {"specimen": specimens} if specimens else {}
    body |= _studies(setting, results)
    return {name: value for name, value in body.items() if value != []}


def _report_status(setting: Setting) -> str:
    if setting.cancelled_as:
        return setting.cancelled_as
    if setting.status == "final":
        return {codes.CHANGED: "amended", codes.ADDED: "appended"}.get(setting.service, "final")
    return setting.status


def _extensions(node: Node) -> Iterator[Body]:
    first = node.one("IssueDate")
    if first is not None and first.get("V"):
        yield {"url": f"{codes.NILAR}/nilar-report-date", "valueDateTime": date_time(first)}
    comments = [*map(prose, node.all("Comment")), *map(words_of, node.all("CodedComment"))]
    for text in filter(None, comments):
        yield {"url": f"{codes.NILAR}/nilar-comment", "valueCodeableConcept": {"text": text}}
    for each in node.all("CopyDest"):
        who = party(each)
        if who.name:
            to = reference(who.name, who.department_ids or who.organization_ids)
            yield {"url": f"{codes.EXTENSION}/copy-to", "valueReference": to}


def _interpreters(node: Node) -> Body:
    """Who answers for it: people first, and the departments that say so of themselves."""
    found = []
    for each in node.all("RelServProv"):
        who = party(each)
        if who.name:
            found.append(reference(who.name, who.person_ids or who.organization_ids))
    return {"resultsInterpreter": found} if found else {}


def _conclusion(results: Sequence[Part]) -> Body:
    """What is concluded in words and codes, by who examined tissue or pictures."""
    found: Body = {}
    texts, codings = [], []
    for each in results:
        value = each.body.get("valueCodeableConcept", {})
        codings += [one for one in value.get("coding", ()) if one.get("system") == codes.NORPAT]
        if each.body["code"].get("text") == "Vurdering":
            texts.append(each.body.get("valueString", ""))
    if any(texts):
        found["conclusion"] = "\n\n".join(filter(None, texts))
    if codings:
        found["conclusionCode"] = [{"coding": [each]} for each in codings]
    return found


def _forms(node: Node) -> Body:
    """What is attached: the report as its readers print it, most often."""
    found = []
    for each in node.all("RefDoc"):
        packed = each.one("Content", "Base64Container") or each.one("Base64Container")
        if packed is None:
            continue
        data = "".join("".join(packed.element.itertext()).split())
        try:
            base64.b64decode(data, validate=True)
        except (ValueError, binascii.Error) as error:
            raise packed.wrong("not base64") from error
        mime = each.text("MimeType") or "application/octet-stream"
        title = each.text("Description") or words_of(each.one("MsgType"))
        found.append(
            {"contentType": mime, "data": data} | ({"title": title} if title else {}),
        )
    return {"presentedForm": found} if found else {}


def _studies(setting: Setting, results: Sequence[Part]) -> Body:
    """Which pictures were taken, by the laboratory's own numbers of them."""
    sort = setting.category[1]["coding"][0]["code"]
    if sort != "imaging":
        return {}
    found = [
        {
            "type": "ImagingStudy",
            "identifier": each.body["identifier"][0],
            "display": str(each.body["code"].get("text") or "?"),
        }
        for each in results
        if "identifier" in each.body
    ]
    return {"imagingStudy": found} if found else {}
