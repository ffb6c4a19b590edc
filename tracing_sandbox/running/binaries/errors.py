"""Say why a binary could not be had; the command line prints it as it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """One way that was tried, and why it led nowhere."""

    way: str
    reason: str

    def __str__(self) -> str:
        return f"{self.way}: {self.reason}"


class InstallError(Exception):
    """No way led to a binary; its text says what was tried, `next_step` what to do."""

    def __init__(self, tool: str, attempts: tuple[Attempt, ...], next_step: str) -> None:
        self.tool = tool
        self.attempts = attempts
        self.next_step = next_step
        super().__init__(tool, attempts, next_step)

    def __str__(self) -> str:
        tried = "".join(f"\n  - {attempt}" for attempt in self.attempts)
        return f"There is no usable {self.tool}. What was tried:{tried}"


class AttemptError(Exception):
    """One way to a binary failed; its text is the reason shown to the user."""
