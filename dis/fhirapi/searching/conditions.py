"""What was asked, as conditions on the rows that a Grant opens."""

import uuid
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Q

from access.codes import Kind
from access.grant import Grant
from common.rest import SearchParameter, SearchType
from fhirapi import registry
from fhirapi.outcomes import Refusal
from fhirapi.searching import comparing, forms, sql
from fhirapi.searching.asking import Asked, Chained, Condition, Has, bad
from fhirapi.searching.values import PATIENT
from people import identity

_MOST_LINKS = 100


class Conditions:
    """Makes the conditions for one search: whose rows they are, and where the API stands."""

    def __init__(self, grant: Grant | None, patient_id: uuid.UUID | None, base: str) -> None:
        self._grant = grant
        self._patient_id = patient_id
        self._base = base

    def rows(self, fhir_type: Any) -> Any:
        """The rows of a type that the reader may see; those of the directory are everybody's."""
        rest = registry.rest_of(fhir_type)
        if not rest.kind:
            return rest.rows(None)
        if self._grant is None or Kind(rest.kind) not in self._grant.kinds:
            text = f"The access does not open {fhir_type.name}."
            raise Refusal.of(403, "forbidden", text)
        return rest.rows(self._grant)

    def found(self, fhir_type: Any, asked: Asked) -> Any:
        """The rows that fulfil everything that was asked."""
        found = self.rows(fhir_type)
        for condition in asked.conditions:
            found = found.filter(self._of_own(fhir_type, condition))
        for chain in asked.chains:
            found = found.filter(self._chained(fhir_type, chain))
        for has in asked.reverse_chains:
            found = found.filter(self._has(fhir_type, has))
        return found

    def _of_own(self, fhir_type: Any, condition: Condition) -> Any:
        """A condition on rows of the patient whom the search is within. Whose they are is settled,
        and a national id is the person's, whatever systems have written in their rows."""
        is_named = fhir_type.name == PATIENT and names_persons(condition)
        names = is_subject(fhir_type, condition.parameter, condition.values)
        is_about = condition.modifier != "missing" and names
        return Q() if is_named or is_about else self.of(fhir_type, condition)

    def of(self, fhir_type: Any, condition: Condition) -> Any:
        parameter = condition.parameter
        if condition.modifier == "missing":
            return comparing.missing(parameter, is_missing=condition.values == ("true",))
        if parameter.type is SearchType.REFERENCE:
            return self._references(condition)
        found = comparing.compared(condition)
        if parameter.type is SearchType.STRING and not registry.rest_of(fhir_type).kind:
            found &= comparing.starting(condition)
        return ~found if condition.modifier == "not" else found

    def _references(self, condition: Condition) -> Any:
        parameter = condition.parameter
        if condition.modifier == "identifier":
            tokens = [comparing.token(value) for value in condition.values]
            names = [f"{forms.IDENTIFIED}{each}" for each in tokens]
        else:
            names = [name for value in condition.values for name in self._named(condition, value)]
        if parameter.column:
            return comparing.among_ids(parameter.column, [each.split("/")[-1] for each in names])
        return reduce(or_, (Q(search__contains={parameter.name: [name]}) for name in names))

    def _named(self, condition: Condition, value: str) -> list[str]:
        """How what a value names stands among the search values."""
        parameter, text = condition.parameter, comparing.unescaped(value)
        text = text.removeprefix(f"{self._base}/")
        match = forms.RELATIVE.fullmatch(text)
        if match:
            named = [match.groups()]
        elif "/" in text or ":" in text:
            return [text]
        else:
            types = [condition.modifier] if condition.modifier else parameter.targets
            if not types:
                raise bad(f"Say which type {parameter.name} names: Type/id.", parameter.name)
            named = [(each, text) for each in types]
        found = [forms.named(each, own_id) for each, own_id in named]
        is_own = f"{PATIENT}/{self._patient_id}" in found
        return [*found, PATIENT] if is_own else found

    def _chained(self, fhir_type: Any, chain: Chained) -> Any:
        if is_subject(fhir_type, chain.parameter):
            # Of the one patient whose rows all these are.
            return Exists(self.rows(chain.aim).filter(self._of_own(chain.aim, chain.condition)))
        aims = self.rows(chain.aim).filter(self.of(chain.aim, chain.condition))
        prefix = f"{chain.aim.name}/"
        if not registry.rest_of(fhir_type).kind:
            ids = _few(aims.values_list("id", flat=True))
            names = [Q(search__contains={chain.parameter.name: [f"{prefix}{id_}"]}) for id_ in ids]
            return reduce(or_, names, Q(id__in=[]))
        named = Q(Exists(aims.filter(sql.is_named_by_outer(chain.parameter.name, prefix))))
        if chain.aim.name == PATIENT:
            named |= Exists(aims) & sql.is_among(chain.parameter.name, [PATIENT])
        return named

    def _has(self, fhir_type: Any, has: Has) -> Any:
        sources = self.rows(has.aim).filter(self.of(has.aim, has.condition))
        if fhir_type.name == PATIENT and is_subject(has.aim, has.parameter):
            return Exists(sources)
        if not registry.rest_of(fhir_type).kind:
            named = [v for row in _few(sources) for v in row.search.get(has.parameter.name, ())]
            return comparing.among_ids("id", [each.split("/")[-1] for each in named])
        return Exists(sources.filter(sql.names_outer(has.parameter.name, f"{fhir_type.name}/")))


def _few(rows: Any) -> list[Any]:
    """Through the directory a search goes in two steps, so that both are served by its index."""
    found = list(rows[: _MOST_LINKS + 1])
    if len(found) > _MOST_LINKS:
        raise bad(f"A chain goes over at most {_MOST_LINKS} resources.", code="too-costly")
    return found


def names_persons(condition: Condition) -> bool:
    """Whether a condition names people by national ids, in whose place tokens stand."""
    is_plain = condition.parameter.name == "identifier" and not condition.modifier
    return is_plain and all(identity.TOKEN in value for value in condition.values)


def is_subject(fhir_type: Any, parameter: SearchParameter, values: Sequence[str] = ()) -> bool:
    """Whether the parameter names the patient that a row is about. One that may name others in the
    same element, as who takes part in an appointment, does where its values say so."""
    rest = registry.rest_of(fhir_type)
    own = next((each for each in rest.parameters if each.name == rest.subject), None)
    if own is None or (parameter.paths, parameter.type) != (own.paths, own.type):
        return False
    names_patients = bool(values) and all(f"{PATIENT}/" in each for each in values)
    return tuple(parameter.targets) == tuple(own.targets) or names_patients
