"""Django's PostgreSQL backend with a pool that does not ask each connection how it is."""
