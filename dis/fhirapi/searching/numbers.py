"""National ids in what is searched for: refused in addresses, and tokens for them everywhere else.

From here on no number is left in a query, so that no link and no log can hold one.
"""

import re
from collections.abc import Sequence

from access.alerts import lookups
from common.identifiers import InvalidIdentifier, names_a_person, national_ids_in
from fhirapi.calls import Call
from fhirapi.outcomes import Refusal
from people import identity

Query = Sequence[tuple[str, str]]
_NOBODY = "nobody"
_IDS = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])")
_NOT_HERE = (
    "A national identity number may not stand in an address. Send the search as"
    " POST [type]/_search, with its parameters in the body."
)


def tokenised(call: Call, query: Query) -> Query:
    """The query with tokens in the place of national ids.

    Refusal for a number in an address, for tokens that come from outside, and for more look-ups in
    an hour than work needs. They are counted before the number is looked at.
    """
    if any("urn:dis:" in text for pair in query for text in pair):
        raise Refusal.of(400, "invalid", "urn:dis: is reserved for this portal.")
    if not any(_names_a_person(text) for pair in query for text in pair):
        return query
    if call.method != "POST" or any(_names_a_person(name) for name, _ in query):
        raise Refusal.of(400, "security", _NOT_HERE)
    _count(call)
    return [(name, _tokens_in(value)) for name, value in query]


def _names_a_person(text: str) -> bool:
    """Ids of ours may hold eleven digits in a row, and name nobody."""
    return names_a_person(_IDS.sub("", text))


def _count(call: Call) -> None:
    """Of persons. A system has a limit of calls, and what it asks about tells it nothing before the
    gate has decided."""
    person_id = call.caller.actor.person_id
    if person_id is not None and not lookups.is_allowed(person_id):
        raise Refusal.of(429, "throttled", "Too many national ids were looked up in an hour.")


def _tokens_in(value: str) -> str:
    for match in reversed(national_ids_in(value)):
        token = _token(match.group(1) + match.group(2))
        value = f"{value[: match.start()]}{token}{value[match.end() :]}"
    return value


def _token(number: str) -> str:
    """What stands in stored values for the number; what never does where nobody has it."""
    try:
        person = identity.person_with(identity.accept(number))
    except InvalidIdentifier:
        person = None
    return f"{identity.TOKEN}{person.id if person else _NOBODY}"
