"""The highest rate that was held on a ramp, and the part that gave in first."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from tracing_sandbox.load.arrivals import Step
from tracing_sandbox.load.latency import in_ms, nearest_rank
from tracing_sandbox.load.planted import Planted, has_failed
from tracing_sandbox.load.record import Record
from tracing_sandbox.load.watched import Usage
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.measuring.figures import SECOND, figure

# What a rate is held by: 99 of 100 requests take less, nothing fails and nothing is lost.
LIMIT_MS = 500.0
# Where 99 of 100 take so long, no higher rate is held: it is not climbed to.
LOST_MS = 2 * LIMIT_MS
# A step is looked at so long after its end: what is not answered by then has lost it.
AFTER_NS = 2 * SECOND


@dataclass(frozen=True)
class Climbed:
    """What became of the requests that were meant to start in one step of a ramp."""

    rate: float
    p99_ms: float | None
    sent_rate: float
    failed: int
    lost: int

    @property
    def kept(self) -> bool:
        """Say whether the step was held."""
        in_time = self.p99_ms is not None and self.p99_ms < LIMIT_MS
        return in_time and not self.failed and not self.lost

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {**asdict(self), "kept": self.kept}


@dataclass(frozen=True)
class GaveIn:
    """The part of which a request's time grew most when the rate was not held any more."""

    part: str
    sentence: str


@dataclass(frozen=True)
class Ramp:
    """The steps of a ramp; `held_rate` is the highest that was held with all below it, or None."""

    steps: Sequence[Climbed]
    gave_in: GaveIn | None

    @property
    def held_rate(self) -> float | None:
        """Say which rate was held."""
        held = [step.rate for step in self.steps[: first_not_held(self.steps)]]
        return held[-1] if held else None

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "held_rate": self.held_rate,
            "limit_ms": LIMIT_MS,
            "steps": [step.as_document() for step in self.steps],
            "gave_in": asdict(self.gave_in) if self.gave_in else None,
        }


def first_not_held(steps: Sequence[Climbed]) -> int:
    """Return the place of the first step that was not held; their number where all were."""
    return next((number for number, step in enumerate(steps) if not step.kept), len(steps))


def climb(
    steps: Sequence[Step],
    records: Sequence[Record],
    began_ns: int,
    planted: Planted,
    lost: Collection[str],
    explanations: Mapping[str, Explanation],
    usage: Sequence[Usage] = (),
) -> Ramp:
    """Say how each step went, by its requests and traces."""
    by_step = group_by_step(steps, records, began_ns)
    climbed = [_climb(step, each, planted, lost) for step, each in zip(steps, by_step, strict=True)]
    first = first_not_held(climbed)
    if first == len(climbed) or first == 0:
        return Ramp(climbed, None)
    before = [record for each in by_step[:first] for record in each]
    gave_in = find_gave_in(
        _explained(before, planted, explanations),
        _explained(by_step[first], planted, explanations),
        usage,
    )
    return Ramp(climbed, gave_in)


def given_in(steps: Sequence[Step]) -> Callable[[Sequence[Record]], bool]:
    """Give what tells, of the requests so far, whether a step was so far from held to go on.

    Each step is looked at once, when it is over.
    """
    left = list(steps)

    def is_enough(records: Sequence[Record]) -> bool:
        began_ns = min((record.intended_ns for record in records), default=0)
        newest_ns = max((record.finished_ns for record in records), default=0)
        if not left or newest_ns < began_ns + left[0].end_s * SECOND + AFTER_NS:
            return False
        step = left.pop(0)
        plain = [each for each in records if each.scenario is None and not each.sold_out]
        of_step = [
            record.latency_ns
            for record in plain
            if step.start_s <= (record.intended_ns - began_ns) / SECOND < step.end_s
        ]
        return bool(of_step) and in_ms(nearest_rank(sorted(of_step), 99)) > LOST_MS

    return is_enough


def held_records(
    steps: Sequence[Step], records: Sequence[Record], began_ns: int, ramp: Ramp
) -> Sequence[Record]:
    """Keep the requests of the steps that were held; all of them where none was."""
    first = first_not_held(ramp.steps)
    held = group_by_step(steps, records, began_ns)[:first]
    return [record for each in held for record in each] or records


def group_by_step(
    steps: Sequence[Step], records: Iterable[Record], began_ns: int
) -> list[list[Record]]:
    """Give each step the requests of the arrivals that were planned in it."""
    arrived = {record.arrival: record.intended_ns for record in records if record.step == 0}
    found: list[list[Record]] = [[] for _ in steps]
    for record in records:
        at_s = (arrived.get(record.arrival, record.intended_ns) - began_ns) / SECOND
        found[_step_at(steps, at_s)].append(record)
    return found


def _step_at(steps: Sequence[Step], at_s: float) -> int:
    ended = (number for number, step in enumerate(steps) if at_s < step.end_s)
    return next(ended, len(steps) - 1)


def _climb(
    step: Step, records: Sequence[Record], planted: Planted, lost: Collection[str]
) -> Climbed:
    plain = [record for record in records if planted.is_plain(record)]
    times = sorted(record.latency_ns for record in plain)
    return Climbed(
        rate=round(step.rate, 3),
        p99_ms=in_ms(nearest_rank(times, 99)) if times else None,
        sent_rate=round(len(records) / (step.end_s - step.start_s), 3),
        failed=sum(map(has_failed, plain)),
        lost=len({record.trace_id for record in records if record.trace_id in lost}),
    )


def _explained(
    records: Iterable[Record], planted: Planted, explanations: Mapping[str, Explanation]
) -> list[Explanation]:
    ids = dict.fromkeys(record.trace_id for record in records if planted.is_plain(record))
    return [explanations[each] for each in ids if each in explanations]


def find_gave_in(
    before: Sequence[Explanation], after: Sequence[Explanation], usage: Sequence[Usage]
) -> GaveIn | None:
    """Find the part of which the time on the critical path grew most, for each trace on average.

    Time between a caller and a server counts for the server: requests queue before it.
    """
    if not before or not after:
        return None
    was, now = _mean_times(before), _mean_times(after)
    grown = {part: now[part] - was.get(part, 0.0) for part in now}
    part = max(grown, key=lambda each: grown[each])
    whole_was = fmean(each.duration_ns for each in before)
    whole_now = fmean(each.duration_ns for each in after)
    return GaveIn(
        part,
        f"{part} gave in first: {figure(round(now[part]))} of each journey were spent in it or "
        f"queueing before it, instead of {figure(round(was.get(part, 0.0)))}; the whole took "
        f"{figure(round(whole_now))} instead of {figure(round(whole_was))}.{_cpu(part, usage)}",
    )


def _mean_times(explanations: Sequence[Explanation]) -> dict[str, float]:
    totals: dict[str, int] = {}
    for each in explanations:
        for charge in each.charges:
            part = charge.part.target if _counts_for_target(charge.part.kind) else ""
            name = part or charge.part.service
            totals[name] = totals.get(name, 0) + charge.time_ns
    return {part: total / len(explanations) for part, total in totals.items()}


def _counts_for_target(kind: str) -> bool:
    return kind in ("transit", "queue")


def _cpu(part: str, usage: Iterable[Usage]) -> str:
    said = [
        f"{each.part} {each.worst_cpu_share:.0%}"
        for each in sorted(usage, key=lambda each: -each.worst_cpu_share)
    ]
    own = next((each for each in usage if each.part == part), None)
    if not said:
        return ""
    lead = (
        f" It used {own.worst_cpu_share:.0%} of a core at most; all:"
        if own
        else " Of a core at most:"
    )
    return f"{lead} {', '.join(said)}."
