"""When visitors arrive, whether the shop is ready for them or not: an open model."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal, TypeAlias, get_args

from tracing_sandbox.errors import WrongUsageError

Kind: TypeAlias = Literal["poisson", "constant", "ramp"]
KINDS: tuple[Kind, ...] = get_args(Kind)
RAMP_STEPS = 12
LONGEST_S = 3600.0
MOST_ARRIVALS = 20_000


@dataclass(frozen=True)
class Step:
    """A stretch of a run with one rate, of requests a second; times are seconds from the start."""

    start_s: float
    end_s: float
    rate: float


def steps_of(kind: Kind, rate: float, duration_s: float) -> list[Step]:
    """List the stretches of a run: one, or as many as a ramp climbs, in equal steps from low."""
    if kind != "ramp":
        return [Step(0.0, duration_s, rate)]
    edges = [duration_s * number / RAMP_STEPS for number in range(RAMP_STEPS + 1)]
    return [
        Step(edges[number], edges[number + 1], rate * (number + 1) / RAMP_STEPS)
        for number in range(RAMP_STEPS)
    ]


def draw_times(kind: Kind, steps: Sequence[Step], requests: float, chance: Random) -> list[float]:
    """Draw the times of all arrivals, in seconds from the start, sorted.

    Each arrival sends `requests` on average. A Poisson process of which the number of arrivals is
    known has them independent and uniform (Ross, Stochastic Processes, theorem 2.3.1): so many come
    as are planned, in whatever bursts.
    """
    times: list[float] = []
    for step in steps:
        length_s = step.end_s - step.start_s
        count = round(step.rate * length_s / requests)
        if kind == "constant":
            times += [step.start_s + length_s * number / count for number in range(count)]
        else:
            times += sorted(chance.uniform(step.start_s, step.end_s) for _ in range(count))
    return times


def read_times(path: Path) -> list[float]:
    """Read arrivals from a file: one time a line, in seconds from the start, none before the last.

    Raises WrongUsageError that names the line.
    """
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise WrongUsageError(
            f"Cannot read {path}: {reason}.",
            f"Give a file of times, or one of {', '.join(KINDS)}.",
        ) from error
    times: list[float] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            times.append(_read_time(path, number, line.strip(), times[-1] if times else 0.0))
    if not times:
        raise WrongUsageError(f"{path} holds no arrival.", "Write one time a line, such as 0.25.")
    return times


def _read_time(path: Path, number: int, text: str, before_s: float) -> float:
    try:
        time_s = float(text)
    except ValueError:
        time_s = -1.0
    if not before_s <= time_s <= LONGEST_S:
        raise WrongUsageError(
            f"{path}, line {number}: {text[:40]!r} is no time from {before_s:g} to {LONGEST_S:g}.",
            "Write one time a line, in seconds from the start, none before the one above it.",
        )
    return time_s
