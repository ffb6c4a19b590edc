"""The real binaries, from the cache or installed once, and processes that end with their test."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.collector.running import Collector, Jaeger
from tests.otlp_receiver import OtlpReceiver
from tracing_sandbox.running.binaries import install_binaries

StartCollector = Callable[..., Collector]
StartJaeger = Callable[..., Jaeger]


@pytest.fixture(scope="session")
def binaries(request: pytest.FixtureRequest) -> dict[str, Path]:
    """The paths of the Collector and Jaeger; a build takes minutes, once."""
    return install_binaries()


@pytest.fixture
def start_collector(binaries: dict[str, Path], tmp_path: Path) -> Iterator[StartCollector]:
    """Start a Collector that sends to a port; its environment as keywords."""
    with ExitStack() as stack:

        def start(jaeger_port: int, name: str = "a", **environ: str) -> Collector:
            directory = tmp_path / f"collector-{name}"
            directory.mkdir()
            collector = Collector(binaries["otelcol"], directory, jaeger_port, **environ)
            stack.callback(collector.end, signal.SIGKILL)
            collector.start()
            return collector

        yield start


@pytest.fixture
def start_jaeger(binaries: dict[str, Path], tmp_path: Path) -> Iterator[StartJaeger]:
    """Start a Jaeger; its environment as keywords."""
    with ExitStack() as stack:

        def start(name: str = "a", **environ: str) -> Jaeger:
            directory = tmp_path / f"jaeger-{name}"
            directory.mkdir()
            jaeger = Jaeger(binaries["jaeger"], directory, **environ)
            stack.callback(jaeger.end, signal.SIGKILL)
            jaeger.start()
            return jaeger

        yield start


@pytest.fixture
def receiver() -> Iterator[OtlpReceiver]:
    """An OTLP backend in the place of Jaeger, which counts every span."""
    yield from running_receiver()


@pytest.fixture
def second() -> Iterator[OtlpReceiver]:
    """A second OTLP backend."""
    yield from running_receiver()


def running_receiver() -> Iterator[OtlpReceiver]:
    """Start a receiver, and stop it afterwards."""
    receiver = OtlpReceiver().start()
    yield receiver
    receiver.answering.set()
    receiver.stop()
