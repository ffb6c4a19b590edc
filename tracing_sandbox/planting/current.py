"""What the request that is being served asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from tracing_sandbox.faults.asked import Asked


@dataclass(frozen=True)
class Request:
    """What it asks for, and what each scenario keeps through it, in this process."""

    asked: Asked
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)

    def stage_of(self, name: str) -> dict[str, Any]:
        """Return what one scenario keeps."""
        return self.stages.setdefault(name, {})


current: ContextVar[Request | None] = ContextVar("current", default=None)


@contextmanager
def serving(asked: Asked) -> Iterator[None]:
    """Serve a request that asks for something."""
    token = current.set(Request(asked))
    try:
        yield
    finally:
        current.reset(token)
