"""Top floor: the one door to a running Jaeger; everything below it is pure."""
