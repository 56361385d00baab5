"""How an app declares that other systems reach a FHIR type of its: table, searches, interactions.

Plain data: `config` hands it to `fhirapi`, which knows no service.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Interaction(StrEnum):
    """What can be done over FHIR, by FHIR's own codes."""

    READ = "read"
    VREAD = "vread"
    HISTORY_INSTANCE = "history-instance"
    HISTORY_TYPE = "history-type"
    SEARCH = "search-type"
    CREATE = "create"
    UPDATE = "update"
    PATCH = "patch"
    DELETE = "delete"


READS = frozenset(
    {
        Interaction.READ,
        Interaction.VREAD,
        Interaction.HISTORY_INSTANCE,
        Interaction.HISTORY_TYPE,
        Interaction.SEARCH,
    }
)
WRITES = frozenset({Interaction.CREATE, Interaction.UPDATE, Interaction.PATCH})


class SearchType(StrEnum):
    TOKEN = "token"  # noqa: S105 - no secret
    DATE = "date"
    REFERENCE = "reference"
    STRING = "string"
    QUANTITY = "quantity"
    URI = "uri"


@dataclass(frozen=True)
class SearchParameter:
    """A search parameter of a type.

    `paths` name the elements that hold its values, from the resource on: `code`,
    `component.valueQuantity`; lists are walked. `targets` are the types that a reference may name.
    Where `column` is set, the value is that column of the table and not among the search values.
    """

    name: str
    type: SearchType
    paths: tuple[str, ...]
    targets: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True)
class Rest:
    """How a type is served.

    `kind` is what a Grant must open (access.codes.Kind); empty for the directory, which is about no
    patient. `rows(grant)` gives the rows that the Grant's reader may see (of the directory with
    None); each has `id`, `version`, `received_at` and `search`, the values it is searched by.
    `row(grant, id)` gives one of them, where a type has a shorter way to it than `rows`.
    `table` is asked whose a row is. `wires(grant, rows)` gives the JSON texts of rows with what was
    taken out of them put back, as far as this reader may see it; id and meta are set afterwards.
    `subject` is the search parameter that names the patient. `clinical` types are updated with
    If-Match only. `deleted` is the change that marks one as entered in error, none where it cannot.
    `former(grant, row, versions)` gives those of a row's former versions (access.former) that the
    reader may see; without it the codes of each decide. `item(grant, row, outcome)` is what the log
    keeps of a row that is "shown" or "listed"; without it type, id and version.
    `withheld(grant)` counts the rows that the patient or the sender hides from this reader.
    `sorted_by` names the date parameter whose values the column `sorted_at` holds.
    `told_by` is the search parameter and its code that tell these from others of the same name.
    `about(incoming)` gives the reference to the patient of a resource that names several things in
    the element of `subject`. `named(incoming)` gives the id of one that is created by what it says
    itself, so that whoever sends the same twice has one; None where it says nothing of the kind.
    """

    kind: str
    table: str
    rows: Callable[[Any], Any]
    wires: Callable[[Any, Sequence[Any]], Sequence[str]]
    parameters: Sequence[SearchParameter] = ()
    interactions: frozenset[Interaction] = READS
    subject: str = ""
    is_clinical: bool = True
    deleted: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    row: Callable[[Any, uuid.UUID], Any] | None = None
    former: Callable[[Any, Any, Sequence[Any]], Sequence[Any]] | None = None
    item: Callable[[Any, Any, str], Any] | None = None
    withheld: Callable[[Any], int] | None = None
    sorted_by: str = ""
    told_by: tuple[str, str] | None = None
    about: Callable[[Any], Mapping[str, Any] | None] | None = None
    named: Callable[[Any], uuid.UUID | None] | None = None


@dataclass(frozen=True)
class Asked:
    """What an operation is asked for: its parameters by name, the languages that the caller reads
    (Accept-Language), the types that the token names, and the address that the API has."""

    base: str
    names: Callable[[str], bool]
    parameters: Mapping[str, str] = field(default_factory=dict)
    languages: str = ""


@dataclass(frozen=True)
class Operation:
    """An operation on one resource that an app declares, such as `$summary` of a patient.

    It reads only. `kind` is what a Grant must open. `perform(grant, asked)` gives the JSON text,
    made under that Grant, and notes what is in it; it raises Unacceptable for what cannot be asked.
    """

    resource_type: str
    name: str
    definition: str
    kind: str
    parameters: frozenset[str]
    perform: Callable[[Any, Asked], str]
