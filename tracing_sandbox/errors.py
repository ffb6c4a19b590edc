"""What the command line says when something cannot be done."""


class SandboxError(Exception):
    """Something could not be done: what, where, and the next step."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(f"{what}\n{next_step}")
        self.what = what
        self.next_step = next_step


class WrongUsageError(SandboxError):
    """The command itself was wrong: exit code 2."""
