"""Say why a binary could not be had; the command line prints it as it is."""

from dataclasses import dataclass

from tracing_sandbox.errors import SandboxError


@dataclass(frozen=True)
class Attempt:
    """One way that was tried, and why it led nowhere."""

    way: str
    reason: str

    def __str__(self) -> str:
        return f"{self.way}: {self.reason}"


class InstallError(SandboxError):
    """No way led to a binary: says what was tried, and the next step."""

    def __init__(self, tool: str, attempts: tuple[Attempt, ...], next_step: str) -> None:
        tried = "".join(f"\n  - {attempt}" for attempt in attempts)
        super().__init__(f"There is no usable {tool}. What was tried:{tried}", next_step)
        self.attempts = attempts


class AttemptError(Exception):
    """One way to a binary failed; its text is the reason shown to the user."""
