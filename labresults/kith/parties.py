"""Laboratories, requesters and other parties of a message: their names and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from labresults.kith import codes
from labresults.kith.values import Body, Node


@dataclass(frozen=True)
class Party:
    """Whoever an HCP names: the organisation, its department, a person; each by number too."""

    organization: str = ""
    department: str = ""
    person: str = ""
    organization_ids: Sequence[Body] = field(default=())
    department_ids: Sequence[Body] = field(default=())
    person_ids: Sequence[Body] = field(default=())

    @property
    def place(self) -> str:
        """The organisation with its department."""
        return ", ".join(dict.fromkeys(filter(None, (self.organization, self.department))))

    @property
    def name(self) -> str:
        return ", ".join(filter(None, (self.person, self.place)))

    @property
    def key(self) -> str:
        """What tells one laboratory from another: its number, or else its name."""
        for each in self.organization_ids:
            return f"{each.get('system', '')}|{each['value']}"
        return self.organization


def party(node: Node | None) -> Party:
    """The party in an element that holds an HCP; without one nobody."""
    hcp = node.one("HCP") if node is not None else None
    if hcp is None:
        return Party()
    inst, prof = hcp.one("Inst"), hcp.one("HCProf")
    dept = inst.one("Dept") if inst else None
    person = (inst.one("HCPerson") if inst else None) or hcp.one("HCPerson") or prof
    return Party(
        organization=inst.text("Name") if inst else "",
        department=_department(dept),
        person=person.text("Name") if person else "",
        organization_ids=identifiers(inst),
        department_ids=identifiers(dept),
        person_ids=identifiers(person),
    )


def _department(dept: Node | None) -> str:
    """Some name a department only by what it is called at home."""
    if dept is None:
        return ""
    local = [each.text("Id") for each in dept.all("AdditionalId") if each.value("Type") == "LAV"]
    return dept.text("Name") or next((each for each in local if len(each) > 3), "")


def identifiers(node: Node | None) -> list[Body]:
    """Numbers of public registers, and the sender's own."""
    if node is None:
        return []
    named = [(node, "TypeId"), *((each, "Type") for each in node.all("AdditionalId"))]
    found = []
    for each, kind in named:
        value, sort = each.text("Id"), each.value(kind).upper()
        if value and sort not in codes.NATIONAL_IDS:
            system = codes.IDENTIFIERS.get(sort)
            found.append({**({"system": system} if system else {}), "value": value})
    return found


def organization(found: Party, own_id: str) -> Body:
    """As a contained Organization; the department is what answers, within the organisation."""
    ids = [*found.department_ids, *found.organization_ids]
    body: Body = {"resourceType": "Organization", "id": own_id}
    return body | ({"identifier": ids} if ids else {}) | {"name": found.place or "?"}


def role(found: Party, own_id: str) -> Body:
    """As a contained PractitionerRole."""
    body: Body = {"resourceType": "PractitionerRole", "id": own_id}
    if found.person or found.person_ids:
        body["practitioner"] = reference(found.person, found.person_ids)
    if found.place or found.organization_ids:
        body["organization"] = reference(found.place, found.organization_ids)
    return body


def reference(name: str, ids: Sequence[Body]) -> Body:
    """Somebody by number and name, without a resource of theirs."""
    body: Body = {"identifier": ids[0]} if ids else {}
    return body | ({"display": name} if name else {}) or {"display": "?"}
