"""What the request that is being served asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from tracing_sandbox.faults.asked import Asked


@dataclass(frozen=True)
class Request:
    """What it asks for, and what each scenario keeps through it, in this process.

    `given` are the names or tokens as they came: a puzzle is known by its token.
    """

    asked: Asked
    given: str = ""
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)

    def stage_of(self, name: str) -> dict[str, Any]:
        """Return what one scenario keeps."""
        return self.stages.setdefault(name, {})


current: ContextVar[Request | None] = ContextVar("current", default=None)


@contextmanager
def serving(asked: Asked, given: str = "") -> Iterator[None]:
    """Serve a request that asks for something."""
    token = current.set(Request(asked, given))
    try:
        yield
    finally:
        current.reset(token)
