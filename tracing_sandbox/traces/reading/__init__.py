"""Ground floor: spans and traces, read from what a tracer, a backend or a file has written."""
