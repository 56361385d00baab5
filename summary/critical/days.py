"""Days that are known in part: a year, a month, or all of it."""


def partial_day(value: str) -> str:
    """A year, month or day of FHIR as people write it."""
    parts = value[:10].split("-")
    is_date = all(part.isdigit() for part in parts) and len(parts[0]) == 4
    return ".".join(reversed([str(int(each)) for each in parts])) if is_date else value
