"""The synthetic cast: persons, organisations and ten years of documents, the same everywhere."""
