"""The answer of a result item: a number, a text, a code, a range or a date."""

from labresults.kith import codes
from labresults.kith.reports import Body
from labresults.kith.values import (
    Node,
    coding,
    date_time,
    is_number,
    prose,
    quantity,
    words_of,
)

_SIGNS = ("<=", ">=", "<", ">")
_OF_SIGNS = {"<": "LT", "<=": "LE", ">": "GT", ">=": "GE"}


def answer(item: Node, examined: Body) -> Body:
    """The value with its components; nothing where the item only names what stands beneath it."""
    number = item.one("NumResult", "NumResultValue")
    if number is not None and number.get("V"):
        sign = item.value("NumResult", "ArithmeticComp")
        return {"valueQuantity": quantity(number, number.get("V"), number.get("U"), sign)}
    interval = item.one("Interval")
    if interval is not None:
        return _range(interval)
    date = item.one("DateResult", "DateResultValue")
    if date is not None and (date.get("V") or date.text()):
        return {"valueDateTime": date_time(date)}
    return _words(item.all("TextResult"), examined) | _structured(item)


def _range(interval: Node) -> Body:
    found = {}
    for name, key in (("Low", "low"), ("High", "high")):
        limit = interval.one(name)
        if limit is not None and limit.get("V"):
            found[key] = quantity(limit, limit.get("V"), limit.get("U"))
    return {"valueRange": found} if found else {}


def _words(results: list[Node], examined: Body) -> Body:
    """Text and codes. A text that is a number with its unit is a number."""
    codings = [each for result in results for each in map(coding, result.all("TextCode")) if each]
    texts = [prose(each) for result in results if (each := result.one("TextResultValue"))]
    texts = [each for each in texts if each and each != examined.get("text")]
    text = "\n\n".join(texts)
    if codings:
        named = next((words_of(each) for result in results for each in result.all("TextCode")), "")
        is_measured = bool(text) and any(
            result.value("Heading") == codes.RESISTANCE for result in results
        )
        found: Body = {"coding": codings, "text": named if is_measured or not text else text}
        if is_measured:
            # What a germ's resistance was read from, beside the answer.
            component = {"code": {"text": "MIC"}, **_plain(results, text)}
            return {"valueCodeableConcept": found, "component": [component]}
        return {"valueCodeableConcept": found}
    return _plain(results, text) if text else {}


def _plain(results: list[Node], text: str) -> Body:
    unit = next((words for each in results if (words := each.text("Unit"))), "")
    sign = next((each for each in _SIGNS if text.startswith(each)), "")
    rest = text[len(sign) :].strip()
    if unit and is_number(rest):
        return {"valueQuantity": quantity(results[0], rest, unit, _OF_SIGNS.get(sign, ""))}
    return {"valueString": f"{text} {unit}" if unit else text}


def _structured(item: Node) -> Body:
    """Facts beside the answer, each by its own name."""
    found = []
    for each in item.all("StructuredInfo"):
        name = words_of(each.one("Type"))
        text = each.text("TextInfo") or words_of(each.one("CodedInfo"))
        if name and text:
            found.append({"code": {"text": name}, "valueString": text})
    return {"component": found} if found else {}
