"""What the portal costs in time, beside what it may cost: `make bench`, `make bench-large`."""
