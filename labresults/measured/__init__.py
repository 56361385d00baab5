"""What is measured already: for how long it counts, hints before ordering, and what they save."""
