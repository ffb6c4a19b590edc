"""Runs the command line: `python -m tracing_sandbox`."""

from tracing_sandbox.cli import main

if __name__ == "__main__":
    main()
