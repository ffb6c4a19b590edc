"""The `sandbox` command: takes a Ctrl-C from the first import on, and loads the rest."""

import sys


def main() -> None:
    """Run the command line; interrupted, it ends with 130 and says nothing."""
    try:
        from tracing_sandbox.application import run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
