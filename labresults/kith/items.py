"""Result items of a message as Observations: what was examined, the answer, limits, and what
belongs beneath what."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from labresults.kith import codes
from labresults.kith.answers import answer
from labresults.kith.parties import party, reference
from labresults.kith.reports import Body, Part, own
from labresults.kith.values import (
    Node,
    coding,
    concept,
    date_time,
    instant,
    prose,
    words_of,
)

MOST_ITEMS = 5_000
_DEEPEST = 20
_ALL = "\n"  # No key of a result holds the end of a line.


@dataclass(frozen=True)
class Setting:
    """What a result inherits from its report."""

    status: str
    service: str
    category: Sequence[Body]
    laboratory: Body
    effective: str
    specimens: Mapping[str, Body]
    collected: Mapping[str, str]
    cancelled_as: str
    has_request: bool


def parts(patient: Node, setting: Setting) -> list[Part]:
    """All results, those within others after these."""
    found = list(_walk(patient, "", setting, Counter(), 1))
    keys = {each.key: each for each in found}
    return [_placed(each, keys) for each in found]


def _placed(part: Part, keys: Mapping[str, Part]) -> Part:
    """The part, with nothing above it where that would be itself in the end."""
    seen, above = {part.key}, part.parent
    while above in keys:
        if above in seen:
            return replace(part, parent="")
        seen.add(above)
        above = keys[above].parent
    return part


def _walk(
    node: Node, parent: str, setting: Setting, taken: Counter[str], depth: int
) -> Iterator[Part]:
    if depth > _DEEPEST:
        raise node.wrong(f"results within results, more than {_DEEPEST} deep")
    for item in node.all("ResultItem"):
        taken[_ALL] += 1
        if taken[_ALL] > MOST_ITEMS:
            raise item.wrong(f"more than {MOST_ITEMS:,} results in one report")
        part = _part(item, parent, setting, taken)
        yield part
        yield from _walk(item, part.key, setting, taken, depth + 1)


def _part(item: Node, parent: str, setting: Setting, taken: Counter[str]) -> Part:
    above = parent or item.text("RefIdResultItem")
    own_id = item.text("IdResultItem")
    examined = _examined(item)
    key = own_id or f"{above}/{_name(examined)}"
    taken[key] += 1
    if taken[key] > 1:
        key = f"{key}#{taken[key]}"
    status, is_cancelled = _status(item, setting)
    body = _body(item, setting, examined, status)
    if own_id:
        body["identifier"] = [
            {"system": f"{codes.IDENTIFIER_SOURCES}#ResultItemId", "value": own_id}
        ]
    parent = above if above != key else ""
    return Part("Observation", key, body, is_cancelled, parent, list(_codes(body)))


def _codes(body: Body) -> Iterator[Body]:
    """The codes of what was examined and of the answer."""
    for name in ("code", "valueCodeableConcept"):
        for each in body.get(name, {}).get("coding", ()):
            yield {key: each[key] for key in ("system", "code") if key in each}


def _name(examined: Body) -> str:
    """What tells an examination from others beside it, where its sender has given it no id."""
    for each in examined.get("coding", ()):
        return f"{each.get('system', '')}|{each['code']}"
    return str(examined.get("text", ""))


def _body(item: Node, setting: Setting, examined: Body, status: str) -> Body:
    sample = item.text("RefAnalysedSubject")
    effective = setting.collected.get(sample) or _day(item, "InvDate") or setting.effective
    body: Body = {
        "resourceType": "Observation",
        "status": status,
        "category": list(setting.category),
        "code": examined,
        **({"effectiveDateTime": effective} if effective else {}),
        **_issued(item),
        "performer": _performers(item, setting),
        **answer(item, examined),
        **_interpreted(item),
        **_limits(item),
        **_notes(item),
        **_method(item),
    }
    told = item.one("StatusInvestigation")
    stated = coding(told) if told else None
    if stated:
        stated = {"system": codes.RESULT_STATUSES, **stated}
        body["extension"] = [
            {"url": f"{codes.EXTENSION}/result-status", "valueCoding": stated},
        ]
    if sample in setting.specimens:
        body["specimen"] = setting.specimens[sample]
    if setting.has_request:
        body["basedOn"] = [own("ServiceRequest", "")]
    return body


def _status(item: Node, setting: Setting) -> tuple[str, bool]:
    """The status of FHIR, and whether the result is taken back."""
    service, stated = item.value("ServType"), item.value("StatusInvestigation")
    if setting.cancelled_as or service == codes.CANCELLED or stated == codes.DELETED:
        return setting.cancelled_as or _withdrawn(setting.status), True
    if stated in codes.STATUSES:
        return codes.STATUSES[stated], False
    if setting.status != "final":
        return setting.status, False
    return ("amended" if service in {codes.CHANGED, codes.ADDED} else "final"), False


def _withdrawn(status: str) -> str:
    """What was final and is taken back was wrong; what was on its way is called off."""
    return "entered-in-error" if status == "final" else "cancelled"


def _examined(item: Node) -> Body:
    """What was examined. Some messages say it only as a heading over the answer."""
    investigation = item.one("Investigation")
    found = concept(*investigation.all("Id")) if investigation else {}
    if found:
        return found if "text" in found else {**found, "text": found["coding"][0]["code"]}
    heading = item.one("TextResult", "Heading")
    if heading is not None and heading.get("V") == codes.GROUP:
        name = item.text("TextResult", "TextResultValue")
        if name and len(name) <= 100 and item.one("ResultItem") is not None:
            return {"text": name}
    words = words_of(heading)
    return {"text": words or "Resultat"}


def _day(item: Node, name: str) -> str:
    found = item.one(name)
    return date_time(found) if found is not None and found.get("V") else ""


def _issued(item: Node) -> Body:
    found = item.one("MedicalValidationDate")
    return {"issued": instant(found)} if found is not None and found.get("V") else {}


def _performers(item: Node, setting: Setting) -> list[Body]:
    found = [setting.laboratory]
    for each in item.all("RelServProv"):
        who = party(each)
        if who.name:
            found.append(reference(who.name, who.person_ids or who.organization_ids))
    return found


def _interpreted(item: Node) -> Body:
    """Whether it lies outside the limits, as the laboratory says; or what a germ withstands."""
    found = []
    deviation = item.one("DevResultInd")
    if deviation is not None and deviation.get("V"):
        codings = [{"system": codes.DEVIATIONS, **(coding(deviation) or {})}]
        known = codes.DEVIATING.get(deviation.get("V"))
        if known:
            code, words = known
            codings.append({"system": codes.INTERPRETATIONS, "code": code, "display": words})
        found.append({"coding": codings})
    for each in _resistances(item):
        words = codes.SUSCEPTIBILITIES[each]
        found.append(
            {"coding": [{"system": codes.INTERPRETATIONS, "code": each, "display": words}]}
        )
    return {"interpretation": found} if found else {}


def _resistances(item: Node) -> list[str]:
    return [
        code.get("V")
        for result in item.all("TextResult")
        if result.value("Heading") == codes.RESISTANCE
        for code in result.all("TextCode")
        if code.get("V") in codes.SUSCEPTIBILITIES
    ]


def _limits(item: Node) -> Body:
    """Reference ranges in the laboratory's words."""
    found = []
    for each in item.all("RefInterval"):
        text = each.text("Descr") or each.text()
        if text:
            found.append({"text": text})
    return {"referenceRange": found} if found else {}


def _notes(item: Node) -> Body:
    investigation = item.one("Investigation")
    nodes = [*item.all("Comment"), *(investigation.all("Comment") if investigation else ())]
    texts = [*map(prose, nodes), *map(words_of, item.all("CodedComment"))]
    return {"note": [{"text": each} for each in texts if each]} if any(texts) else {}


def _method(item: Node) -> Body:
    """What specifies the examination further, such as that contrast was given."""
    investigation = item.one("Investigation")
    found = concept(*investigation.all("Spec")) if investigation else {}
    return {"method": found} if found else {}
