"""Short names for the search parameters that apps declare (common.rest)."""

from common.rest import SearchParameter, SearchType

PEOPLE = ("Practitioner", "PractitionerRole", "Organization", "Patient", "RelatedPerson")


def token(name: str, *paths: str) -> SearchParameter:
    return SearchParameter(name, SearchType.TOKEN, paths or (name,))


def string(name: str, *paths: str) -> SearchParameter:
    return SearchParameter(name, SearchType.STRING, paths or (name,))


def quantity(name: str, *paths: str) -> SearchParameter:
    return SearchParameter(name, SearchType.QUANTITY, paths or (name,))


def uri(name: str, *paths: str) -> SearchParameter:
    return SearchParameter(name, SearchType.URI, paths or (name,))


def date(name: str, *paths: str) -> SearchParameter:
    return SearchParameter(name, SearchType.DATE, paths or (name,))


def reference(name: str, path: str, *targets: str) -> SearchParameter:
    return SearchParameter(name, SearchType.REFERENCE, (path,), targets)


def of_column(name: str, kind: SearchType, column: str, *targets: str) -> SearchParameter:
    """A parameter of what was born here: its value is a column of the table."""
    return SearchParameter(name, kind, (), targets, column)


def about(path: str = "subject") -> tuple[SearchParameter, ...]:
    """The patient that a resource names in this element, by the names that FHIR has for it."""
    names = ("patient",) if path == "patient" else ("patient", "subject")
    return tuple(reference(name, path, "Patient") for name in names)
