"""Results of examinations in KITH's messages, as one table."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from journal.formats.clean import escaped, lines
from journal.formats.kith_values import heading, is_single, is_skipped, label, names, only, value
from journal.formats.xml import local

_COLUMNS = ("Undersøkelse", "Resultat", "Avvik", "Referanse", "Annet")
# What a heading need not say above a result.
_OBVIOUS = frozenset({"Gruppe", "Undersøkelse", "Laboratorieresultat", "Resultat"})
_LONGEST_NAME = 100
_RESULTS = frozenset({"NumResult", "TextResult", "DateResult", "Interval"})


def table(items: list[Element]) -> str:
    """Those that belong together stand beneath each other; empty columns are left out."""
    rows = [row for item in items for row in _rows(item, "")]
    used = [at for at in range(len(_COLUMNS)) if any(row[at] for row in rows)]
    head = "".join(f'<th scope="col">{escaped(_COLUMNS[at])}</th>' for at in used)
    body = "".join(
        "<tr>" + "".join(f"<td>{lines(row[at])}</td>" for at in used) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _rows(item: Element, above: str) -> Iterator[list[str]]:
    row: dict[str, list[str]] = {name: [] for name in _COLUMNS}
    for child in item:
        column, text = _cell(child)
        if text:
            row[column].append(text)
    name = ", ".join(row["Undersøkelse"])
    if not name and len(row["Resultat"]) == 1 and _is_group(item):
        name = row["Resultat"].pop()
    row["Undersøkelse"] = [" – ".join(part for part in (above, name) if part)]
    if any(row[column] for column in _COLUMNS[1:]) or item.find("{*}ResultItem") is None:
        yield ["\n".join(row[column]) for column in _COLUMNS]
    for child in item:
        if local(child) == "ResultItem":
            yield from _rows(child, row["Undersøkelse"][0])


def _is_group(item: Element) -> bool:
    """A name over those that follow is written as a result of nothing."""
    head = item.find("{*}TextResult/{*}Heading")
    text = item.find("{*}TextResult/{*}TextResultValue")
    is_short = text is not None and len(value(text)) <= _LONGEST_NAME
    return head is not None and head.get("V") == "GR" and is_short


def _cell(child: Element) -> tuple[str, str]:
    name = local(child)
    if name == "Investigation":
        return "Undersøkelse", _examined(child)
    if name in _RESULTS:
        return "Resultat", _result(child)
    if name == "DevResultInd":
        return "Avvik", value(child)
    if name == "RefInterval":
        return "Referanse", _all_of(child)
    if name == "ResultItem" or is_skipped(child):
        return "Annet", ""
    told = _all_of(child)
    return "Annet", f"{label(name)}: {told}" if told else ""


def _examined(element: Element) -> str:
    """The code of an examination lies in Id, which elsewhere is nothing to read."""
    code = element.find("{*}Id")
    named = "" if code is None else code.get("DN") or code.get("OT") or code.get("V") or ""
    rest = [value(child) for child in element if local(child) in ("Spec", "Comment")]
    return " ".join(part for part in (named, *rest) if part)


def _result(element: Element) -> str:
    """Comparison, number and unit in their order; a text beneath its heading."""
    found = {local(child): value(child) for child in element}
    title, told = heading(element)
    operator = found.pop("ArithmeticComp", "")
    sign = element.find("{*}ArithmeticComp")
    if sign is not None:
        operator = {"LT": "<", "GT": ">", "LE": "≤", "GE": "≥", "EQ": ""}.get(
            sign.get("V", ""), operator
        )
    if told is not None:
        found.pop(local(told), None)
    text = " ".join(part for part in (operator, *found.values()) if part)
    return f"{title}: {text}" if told is not None and title not in _OBVIOUS else text


def _all_of(element: Element) -> str:
    """A value, or the values within, each once."""
    if is_single(element):
        return value(element)
    single = only(element)
    if single is not None:
        return value(single)
    named = ", ".join(dict.fromkeys(names(element)))
    if named:
        return named
    parts = [_all_of(child) for child in element if not is_skipped(child)]
    return ", ".join(part for part in parts if part)
