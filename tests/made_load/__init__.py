"""A plausible run of the load test, made up: what the report is tried with."""
