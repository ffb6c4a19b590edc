"""Keeps looking at traces out of the traces; `jaeger` asks inside it."""

from contextlib import AbstractContextManager, nullcontext


def untraced() -> AbstractContextManager[None]:
    """Let what is asked inside leave no span.

    A project that traces has OpenTelemetry, which is told; where it is not installed nothing
    traces. So the pages keep quiet without a word from the project, and without needing it.
    """
    try:
        from opentelemetry.instrumentation.utils import suppress_instrumentation
    except ImportError:
        return nullcontext()
    return suppress_instrumentation()
