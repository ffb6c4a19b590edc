"""`sandbox stop`: another name for `sandbox down`."""

from tracing_sandbox.commands.down import down


def stop() -> None:
    """Stop the sandbox: another name for down."""
    down()
