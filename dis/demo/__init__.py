"""The synthetic cast and the embedded stack behind `make run`; never part of production."""
