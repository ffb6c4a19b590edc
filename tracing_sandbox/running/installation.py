"""Finds or installs the real Collector and Jaeger, with progress, for `sandbox up`."""

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.binaries import InstallError, install_binaries, show_progress
from tracing_sandbox.running.parts import Binaries
from tracing_sandbox.terminal.console import err


def find_binaries() -> Binaries:
    """Return where the binaries are; SandboxError says what was tried and why it failed."""
    try:
        with show_progress(err) as report:
            paths = install_binaries(report=report)
    except InstallError as error:
        raise SandboxError(str(error), error.next_step) from error
    return Binaries(collector=paths["otelcol"], jaeger=paths["jaeger"])
