"""Django's PostgreSQL backend, with a health check that leaves no span."""
