"""Who wrote a document, and where: names lifted from contained or named resources."""

from collections.abc import Mapping
from typing import Any

from common.declarations import Incoming
from common.identifiers import ORGANIZATION_SYSTEM
from common.references import codes, display, human_name, mappings, system_of, target
from journal.texts import words_of


def columns(incoming: Incoming) -> dict[str, str]:
    """Name, role, organisation and unit of who wrote, from contained or named resources."""
    found = {"author_name": "", "author_role": "", "organization_name": "", "unit_name": ""}
    found["organization_number"] = ""
    resource = incoming.resource
    for reference in mappings(resource.get("author")):
        _add_author(found, incoming, reference)
    custodian = resource.get("custodian") or {}
    aim = target(incoming, custodian)
    name = str((aim.contained or {}).get("name") or "") if aim else ""
    found["custodian_name"] = words_of(name or custodian.get("display"), 300)
    if not found["organization_name"]:
        found["organization_name"] = found["custodian_name"]
    return found


def _add_author(found: dict[str, str], incoming: Incoming, reference: Mapping[str, Any]) -> None:
    aim = target(incoming, reference)
    contained = aim.contained if aim else None
    words = str(reference.get("display") or "")
    kind = aim.resource_type if aim else ""
    if kind == "Practitioner" and not found["author_name"]:
        family, given = human_name((contained or {}).get("name"))
        found["author_name"] = words_of(f"{given} {family}".strip() or words, 300)
    elif kind == "PractitionerRole":
        role = next(mappings((contained or {}).get("code")), None)
        found["author_role"] = words_of(display(role), 200)
        found["author_name"] = found["author_name"] or words_of(words, 300)
        for name in ("practitioner", "organization"):
            inner = (contained or {}).get(name)
            if isinstance(inner, Mapping):
                _add_author(found, incoming, inner)
    elif kind == "Organization":
        _add_organization(found, contained or {}, words)


def _add_organization(found: dict[str, str], contained: Mapping[str, Any], words: str) -> None:
    name = words_of(contained.get("name") or words, 300)
    types = {code for each in mappings(contained.get("type")) for code in codes(each)}
    if "dept" in types or (contained.get("partOf") and found["organization_name"]):
        found["unit_name"] = name
        return
    found["organization_name"] = name
    for identifier in mappings(contained.get("identifier")):
        if system_of(identifier) == ORGANIZATION_SYSTEM:
            found["organization_number"] = str(identifier.get("value") or "")[:9]
