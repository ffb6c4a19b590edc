"""Spans of code that runs in the tests' own process."""

import gc
import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

# The instrumentations read it once, when the first of them starts.
os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")

import pytest
from hypothesis import HealthCheck, settings
from opentelemetry import trace
from opentelemetry.instrumentation.propagators import (
    TraceResponsePropagator,
    set_global_response_propagator,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from xdist.scheduler import LoadScopeScheduling

from telemetry.baggage import BaggageAttributes
from tests.command_forks import CommandForks
from tracing_sandbox.running import trial
from tracing_sandbox.running.environment.proxies import without_proxy

# The tests themselves ask what runs on this machine.
os.environ.update(without_proxy(os.environ, "127.0.0.1"))

# Most tests of the command line ask what it does, not how Python starts.
trial.run_command = CommandForks().run

# A shell starts what runs in its background with Ctrl-C ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Property tests have no clock to beat, leave no folder behind, and try the same in every run: one
# that fails does so by what was changed. `--hypothesis-profile=default` looks for new examples.
settings.register_profile(
    "quiet",
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("quiet")

TESTS = Path(__file__).parent
# These take longest, and begin first: no worker is then left alone with one of them at the end.
LONGEST_FIRST = (
    "browser",
    "e2e",
    "first_day",
    "integration/readme",
    "integration/sandbox",
    "integration/frontend",
    "integration/telemetry",
    "integration/web",
    "integration/faults",
    "integration/pages",
    "unit/traces",
    "unit/loadtest",
)
# Each has one sandbox for the session, so that one worker runs the whole folder.
SHARING = (
    "tests/browser",
    "tests/e2e",
    "tests/integration/faults",
    "tests/integration/probes",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among thousands of tests: there is none, and it takes as long again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


FAULTY_ORDERS = 40


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the number of faulty orders that must leave nothing behind be chosen."""
    parser.addoption("--faulty-orders", type=int, default=FAULTY_ORDERS)


@pytest.fixture(scope="session")
def faulty_orders(pytestconfig: pytest.Config) -> int:
    """How many orders of a random mix of faults are placed."""
    return int(pytestconfig.getoption("--faulty-orders"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest folders first."""
    items.sort(key=rank)


def rank(item: pytest.Item) -> int:
    """Return the place of the test's folder; those that are not listed come last."""
    folder = item.path.parent.relative_to(TESTS).as_posix()
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


class FolderScheduling(LoadScopeScheduling):
    """Gives a worker a file at a time, or a folder that shares a sandbox."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        folder = path.rpartition("/")[0]
        return folder if folder in SHARING else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FolderScheduling:
    """Let xdist hand the tests out as above."""
    return FolderScheduling(config, log)


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
