"""The `sandbox` command: takes a Ctrl-C from the first import on, and loads the rest."""

import gc
import sys


def main() -> None:
    """Run the command line; interrupted, it ends with 130 and says nothing."""
    try:
        # Nothing that is imported is garbage: to look for it takes a tenth of a short command.
        gc.disable()
        from tracing_sandbox.application import run

        gc.freeze()
        gc.enable()
        run()
    except KeyboardInterrupt:
        sys.exit(130)
