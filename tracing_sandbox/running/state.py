"""What a running sandbox leaves in its home, so that later commands find it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from tracing_sandbox.settings import LOOPBACK

STATE_FILE = "state.json"


class State(BaseModel):
    """Where the running sandbox listens, which database it uses, and what it was told.

    `settings` keeps a digest of each part's values, because some of them are keys. `longest_stop_s`
    is how long a part may take to stop: it ends its requests, and sends its last spans. It `is_new`
    until all parts have been well.
    """

    model_config = ConfigDict(frozen=True)

    database: str
    addresses: dict[str, str]
    health: dict[str, str]
    settings: dict[str, dict[str, str]]
    longest_stop_s: int
    host: str = LOOPBACK
    is_new: bool = False
    collector_metrics: str = ""
    otlp_http: str = ""

    @property
    def frontend_url(self) -> str:
        """Return the shop's address."""
        return self.addresses["frontend"]

    @property
    def jaeger_url(self) -> str:
        """Return Jaeger's address."""
        return self.addresses["jaeger"]

    def differing(self, settings: Mapping[str, Mapping[str, str]]) -> list[str]:
        """Name the variables that are not what these parts were started with."""
        changed = [
            self.settings.get(part, {}).items() ^ digest(each).items()
            for part, each in settings.items()
        ]
        return sorted({name for found in changed for name, _ in found})


def digest(settings: Mapping[str, str]) -> dict[str, str]:
    """Shorten each value to what tells it from another one, and from which nobody gets it back."""
    return {
        name: hashlib.sha256(value.encode(errors="surrogateescape")).hexdigest()[:8]
        for name, value in settings.items()
    }


def state_file(home: Path) -> Path:
    """Return where the state of this home is kept."""
    return home / STATE_FILE


def write_state(home: Path, state: State) -> None:
    """Write the state, whole or not at all."""
    temporary = state_file(home).with_suffix(".tmp")
    temporary.write_text(state.model_dump_json(indent=2))
    temporary.replace(state_file(home))


def read_state(home: Path) -> State | None:
    """Read the state; None where there is none or it is not readable as one."""
    try:
        return State.model_validate_json(state_file(home).read_bytes())
    except (OSError, ValidationError):
        return None
