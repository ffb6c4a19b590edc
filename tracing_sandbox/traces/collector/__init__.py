"""Top floor: the one door to a running Collector, beside that to Jaeger."""
