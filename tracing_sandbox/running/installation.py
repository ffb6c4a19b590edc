"""Finds or installs the real Collector and Jaeger, with progress, for `sandbox up`."""

from rich.console import Console

from tracing_sandbox.running.binaries import COLLECTOR, JAEGER, install_binaries, show_progress
from tracing_sandbox.running.parts import Binaries


def find_binaries(console: Console) -> Binaries:
    """Return where the binaries are; SandboxError says what was tried and why it failed."""
    with show_progress(console) as report:
        paths = install_binaries(report=report)
    return Binaries(collector=paths[COLLECTOR.name], jaeger=paths[JAEGER.name])
