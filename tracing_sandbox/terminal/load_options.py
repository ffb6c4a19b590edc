"""What a command line asks `sandbox load` for, checked before anything is sent."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.faults.asked import SEED_BITS
from tracing_sandbox.invocation import typed
from tracing_sandbox.load.judging.asked import what_differs
from tracing_sandbox.load.planning.arrivals import (
    KINDS,
    LONGEST_S,
    MOST_ARRIVALS,
    Kind,
    Step,
    read_times,
    steps_of,
)
from tracing_sandbox.load.planning.mix import (
    LIMITS,
    Mix,
    default_mix,
    end_sentence,
    read_mix,
    require_known,
)
from tracing_sandbox.load.recording.folder import RunFolder
from tracing_sandbox.settings import EVERYWHERE
from tracing_sandbox.traces.jaeger.period import BadPeriod
from tracing_sandbox.traces.jaeger.searching.times import read_took
from tracing_sandbox.traces.measuring.figures import SECOND

RATE = 20.0
DURATION = "30s"
# A ramp climbs to it: more than two cores hold.
RAMP_RATE = 180.0
RAMP_DURATION = "120s"
HIGHEST_RATE = 1_000.0
SHORTEST_S = 1.0
MOST_WORKERS = 16
MOST_SEEDS = 2**SEED_BITS
EXAMPLE = "load --rate 20 --duration 30s"


@dataclass(frozen=True)
class LoadOptions:
    """What is to be sent: requests a second, for how long, and how they arrive.

    `kind` is None where the `times_s` of arrivals were read from a file, which `arrivals` names.
    `mix_file` names that of the mix; it is empty for the usual one.
    """

    rate: float
    duration_s: float
    arrivals: str
    kind: Kind | None
    times_s: Sequence[float]
    mix: Mix
    seed: int
    workers: int
    mix_file: str = ""

    @property
    def steps(self) -> list[Step]:
        """List the stretches of the run, each with its rate."""
        return steps_of(self.kind or "poisson", self.rate, self.duration_s)


def read_wanted(
    rate: float | None,
    duration: str | None,
    mix: Path | None,
    seed: int | None,
    arrivals: str,
    workers: int,
    at_most: Sequence[str],
) -> LoadOptions:
    """Return what the options ask for; WrongUsageError for what cannot be sent."""
    chosen = read_mix(mix) if mix else default_mix()
    chosen = chosen.model_copy(update={"at_most": {**chosen.at_most, **read_limits(at_most)}})
    kind = next((known for known in KINDS if known == arrivals), None)
    times_s = [] if kind else read_arrivals(arrivals, rate, duration)
    usual = (RAMP_RATE, RAMP_DURATION) if kind == "ramp" else (RATE, DURATION)
    duration_s = read_duration(duration or usual[1]) if kind else max(times_s[-1], SHORTEST_S)
    given = usual[0] if rate is None else rate
    wanted = LoadOptions(
        rate=given if kind else len(times_s) * chosen.requests_per_arrival / duration_s,
        duration_s=duration_s,
        arrivals=arrivals,
        kind=kind,
        times_s=times_s,
        mix=chosen,
        seed=secrets.randbits(SEED_BITS) if seed is None else seed,
        workers=workers,
        mix_file=str(mix) if mix else "",
    )
    require_rate(wanted)
    require_count(wanted)
    if not 0 <= wanted.seed < MOST_SEEDS:
        raise WrongUsageError(
            f"--seed {seed} is no whole number from 0 to {MOST_SEEDS - 1}.", "Try: --seed 1"
        )
    if not 1 <= workers <= MOST_WORKERS:
        raise WrongUsageError(
            f"--workers {workers}: expected 1 to {MOST_WORKERS}.",
            "A worker uses up to a core: have no more of them than cores.",
        )
    return wanted


def require_open(host: str) -> None:
    """Raise WrongUsageError where workers on other machines would reach nothing of the sandbox."""
    if host == "localhost" or host.startswith("127."):
        start = f"{typed('down')} && SANDBOX_HOST={EVERYWHERE} {typed('up --detach')}"
        raise WrongUsageError(
            f"--remote: this sandbox listens on {host} only, which no other machine reaches.",
            f"Start it for others as well: {start}",
        )


def read_arrivals(name: str, rate: float | None, duration: str | None) -> list[float]:
    """Read the times of all arrivals from a file, which leaves nothing else open."""
    if not Path(name).exists():
        raise WrongUsageError(
            f"--arrivals {name[:60]}: there is no such file.",
            f"Name a file of times, or one of {', '.join(KINDS)}.",
        )
    if rate is not None or duration is not None:
        raise WrongUsageError(
            "The file of --arrivals says when to send what.", "Leave --rate and --duration out."
        )
    return read_times(Path(name))


def read_duration(text: str) -> float:
    """Read how long to send, in seconds."""
    try:
        duration_s = read_took(text) / SECOND
    except BadPeriod as error:
        raise WrongUsageError(f"--duration {error}.", f"Try: {typed(EXAMPLE)}") from error
    if not SHORTEST_S <= duration_s <= LONGEST_S:
        raise WrongUsageError(
            f"--duration {text}: expected {SHORTEST_S:g}s to {LONGEST_S / 60:g}m.",
            f"Try: {typed(EXAMPLE)}",
        )
    return duration_s


def require_rate(wanted: LoadOptions) -> None:
    """Raise WrongUsageError for a rate at which nothing, or more than can be, is sent."""
    if not (isfinite(wanted.rate) and 0 < wanted.rate <= HIGHEST_RATE):
        raise WrongUsageError(
            f"--rate {wanted.rate:g}: expected requests a second, above 0 and up to "
            f"{HIGHEST_RATE:,g}.",
            f"Try: {typed(EXAMPLE)}",
        )


def require_count(wanted: LoadOptions) -> None:
    """Raise WrongUsageError for no arrival at all, or more than Jaeger keeps the traces of."""
    each = wanted.mix.requests_per_arrival
    counted = sum(round(step.rate * (step.end_s - step.start_s) / each) for step in wanted.steps)
    count = len(wanted.times_s) or counted
    if not 1 <= count <= MOST_ARRIVALS:
        raise WrongUsageError(
            f"{wanted.rate:g} requests a second for {wanted.duration_s:g} s are {count:,} "
            f"arrivals; expected 1 to {MOST_ARRIVALS:,}: Jaeger keeps no more traces.",
            "Choose another --rate or --duration.",
        )


def read_limits(texts: Sequence[str]) -> dict[str, float]:
    """Read limits such as p95_ms=500."""
    return dict(map(read_limit, texts))


def read_limit(text: str) -> tuple[str, float]:
    """Read one limit; WrongUsageError lists what may be limited."""
    name, _, written = text.partition("=")
    try:
        require_known(name, LIMITS, "limit")
        limit = float(written)
    except ValueError as error:
        said = str(error) if name not in LIMITS else f"{written[:40]!r} is no number"
        raise WrongUsageError(
            f"--at-most {text[:60]}: {end_sentence(said)}",
            "Try: --at-most p95_ms=500 --at-most lost=0",
        ) from error
    if not (isfinite(limit) and limit >= 0):
        raise WrongUsageError(
            f"--at-most {text[:60]}: expected a number from 0 up.", "Try: --at-most p95_ms=500"
        )
    return name, limit


def require_alike(earlier: RunFolder, wanted: LoadOptions) -> None:
    """Raise WrongUsageError where a run could not be set beside an earlier one."""
    now = {
        "rate": wanted.rate,
        "duration_s": wanted.duration_s,
        "arrivals": wanted.arrivals,
        "mix": wanted.mix.model_dump(),
    }
    differs = list(what_differs(asdict(earlier.read_settings()), now))
    if differs:
        raise WrongUsageError(
            f"This would not compare with {earlier.name}: {'; '.join(differs)}.",
            "Ask for the same, or leave --against out.",
        )


def require_file(path: Path) -> None:
    """Raise WrongUsageError where no report can be written: it would be known at the end only."""
    if path.is_dir():
        raise WrongUsageError(f"--html {path} is a folder.", f"Name a file: {path}/report.html")
    if not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        raise WrongUsageError(
            f"--html {path} cannot be written.", "Name a file in a folder that is there and yours."
        )
