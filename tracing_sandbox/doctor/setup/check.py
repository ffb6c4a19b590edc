"""One thing that was checked: whether it is well, what was seen, and what to do where it is not."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

State: TypeAlias = Literal["well", "wrong", "cannot be told"]


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the set-up: `to_do` is empty where it is well."""

    name: str
    state: State
    said: str
    to_do: str = ""

    def document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self)


def well(name: str, said: str) -> Check:
    """Say that something is as it should be."""
    return Check(name, "well", said)


def wrong(name: str, said: str, to_do: str) -> Check:
    """Say that something cannot work."""
    return Check(name, "wrong", said, to_do)


def untold(name: str, said: str, to_do: str) -> Check:
    """Say that something cannot be known from here."""
    return Check(name, "cannot be told", said, to_do)


def is_any_wrong(checks: Iterable[Check]) -> bool:
    """Tell whether one of them is wrong."""
    return any(check.state == "wrong" for check in checks)
