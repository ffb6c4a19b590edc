"""What a running sandbox leaves in its home, so that later commands find it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class State:
    """Where the running sandbox listens and which database it uses."""

    database: str
    frontend_url: str
    jaeger_url: str
    addresses: dict[str, str]


def state_file(home: Path) -> Path:
    """Return where the state of this home is kept."""
    return home / "state.json"


def write_state(home: Path, state: State) -> None:
    """Write the state, whole or not at all."""
    temporary = state_file(home).with_suffix(".tmp")
    temporary.write_text(json.dumps(asdict(state), indent=2))
    temporary.replace(state_file(home))


def read_state(home: Path) -> State | None:
    """Read the state; None where there is none or it is not readable as one."""
    try:
        return State(**json.loads(state_file(home).read_text()))
    except (OSError, ValueError, TypeError):
        return None
