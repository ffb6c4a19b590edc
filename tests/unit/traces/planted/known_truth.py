"""What is known of a made trace: what was planted in it, and whether anybody could find it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracing_sandbox.traces.judging.blame import BlameKind
from tracing_sandbox.traces.reading.trace import Trace

TruthKind: TypeAlias = BlameKind | Literal["service", "missing", "queue"]


@dataclass(frozen=True)
class Truth:
    """What is wrong, by the plan that was given to the simulation.

    `service` is where, `also` are other names that are right as well, such as the other end of a
    way or the database. Without an `operation` it is the service as a whole. `target` is who was
    called, where that must be named. `time_ms` is the planted time, or None where only the place
    is known. `first` is the failure before the one that decided.
    """

    kind: TruthKind
    service: str
    operation: str | None = None
    time_ms: float | None = None
    also: frozenset[str] = frozenset()
    target: str | None = None
    first: tuple[str, str] | None = None

    @property
    def services(self) -> frozenset[str]:
        """Name all that is right to blame."""
        return self.also | {self.service}


@dataclass(frozen=True)
class Case:
    """A trace, the healthy ones to compare it with, and the truth.

    Without a truth nothing is wrong, if it is `decidable`; else nobody can know what is.
    `may_be_silent`: no blame is right as well. `innocent` must not be blamed in any case. `status`
    is the one that the answer must give, where the request was refused.
    """

    trace: Trace
    truth: Truth | None
    healthy: Sequence[Trace] = ()
    decidable: bool = True
    may_be_silent: bool = False
    innocent: frozenset[str] = frozenset()
    status: str = ""
