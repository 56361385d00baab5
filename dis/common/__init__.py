"""What every room may use and that knows no health care: model base, clock, identifiers, errors."""
