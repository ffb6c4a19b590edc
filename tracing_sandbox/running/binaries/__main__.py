"""Finds or installs the binaries, with progress: `python -m tracing_sandbox.running.binaries`."""

import sys

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.binaries import install_binaries, show_progress


def main() -> None:
    """Install what is missing; a failure says what was tried, and the next step."""
    try:
        with show_progress() as report:
            install_binaries(report=report)
    except SandboxError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
