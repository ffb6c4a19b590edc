"""A real Jaeger for the join, as the tests of the Collector start it."""

from tests.integration.collector.conftest import binaries, start_jaeger

__all__ = ["binaries", "start_jaeger"]
