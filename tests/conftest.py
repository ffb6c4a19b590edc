"""Spans of code that runs in the tests' own process."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

# The instrumentations read it once, when the first of them starts.
os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")

import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.propagators import (
    TraceResponsePropagator,
    set_global_response_propagator,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from telemetry.baggage import BaggageAttributes

# A shell starts what runs in its background with Ctrl-C ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

TESTS = Path(__file__).parent
# These take longest, and begin first: no worker is then left alone with one of them at the end.
LONGEST_FIRST = (
    "browser",
    "integration/sandbox",
    "integration/frontend",
    "e2e",
    "integration/readme",
    "integration/telemetry",
    "integration/trace_pages",
    "unit/traces",
    "unit/loadtest",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker run a whole folder: its tests share a sandbox, a shop or a browser."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(folder_of(item)))
    items.sort(key=rank)


def folder_of(item: pytest.Item) -> str:
    """Return the test's folder, as `LONGEST_FIRST` names it."""
    return item.path.parent.relative_to(TESTS).as_posix()


def rank(item: pytest.Item) -> int:
    """Return the place of the test's folder; those that are not listed come last."""
    folder = folder_of(item)
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


@pytest.fixture(scope="session")
def span_exporter() -> InMemorySpanExporter:
    """Set tracing up for this process: the SDK allows that once."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource({"service.name": "test"}), shutdown_on_exit=False)
    provider.add_span_processor(BaggageAttributes())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    set_global_response_propagator(TraceResponsePropagator())
    return exporter


@pytest.fixture
def finished_spans(span_exporter: InMemorySpanExporter) -> Iterator[InMemorySpanExporter]:
    """The spans that this test has ended: `get_finished_spans()`."""
    span_exporter.clear()
    yield span_exporter
    span_exporter.clear()
