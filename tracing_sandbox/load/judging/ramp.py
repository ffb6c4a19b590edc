"""The highest rate that was held on a ramp, and the part that gave in first."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean
from typing import Any

from tracing_sandbox.load.judging.verdict import LONGEST_LAG_MS
from tracing_sandbox.load.measuring.latency import in_ms, lag_of, nearest_rank, spread_of
from tracing_sandbox.load.measuring.planted import Planted, has_failed, measured, was_cut_off
from tracing_sandbox.load.measuring.sent import group_by_arrival, is_missing
from tracing_sandbox.load.planning.arrivals import Step
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.recording.watched import Usage, is_generator
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
    """What became of the arrivals that were planned in one step of a ramp.

    `failed` counts what was not answered when the run ended, too. `missing` are arrivals of which
    the record has nothing, or not all: somebody stopped the run, or a worker died. `lag_ms` is how
    late 99 of 100 of them began, at most, and `from_sent_p99_ms` the p99 without that.
    """

    rate: float
    p99_ms: float | None
    sent_rate: float
    failed: int
    lost: int
    missing: int = 0
    lag_ms: float | None = None
    from_sent_p99_ms: float | None = None

    @property
    def kept(self) -> bool:
        """Say whether the step was held: all that was planned, in time, and nothing lost."""
        return self._is_held_with(self.p99_ms)

    @property
    def is_generators(self) -> bool:
        """Say whether it would have been held, but for how late the generator was."""
        return not self.kept and self._is_held_with(self.from_sent_p99_ms)

    def _is_held_with(self, p99_ms: float | None) -> bool:
        in_time = p99_ms is not None and p99_ms < LIMIT_MS
        return in_time and not (self.failed or self.lost or self.missing)

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {**asdict(self), "kept": self.kept}


@dataclass(frozen=True)
class GaveIn:
    """The part of which a request's time grew most when the rate was not held any more.

    Where that is not known it is the busiest, and the sentence says so.
    """

    part: str
    sentence: str


@dataclass(frozen=True)
class Ramp:
    """The steps of a ramp; `held_rate` is the highest that was held with all below it, or None."""

    steps: Sequence[Climbed]
    gave_in: GaveIn | None

    @property
    def sentence(self) -> str:
        """Say what is held in a sentence."""
        if self.held_rate is None:
            return f"Not even the first step was held, {self.steps[0].rate:g} requests a second."
        return (
            f"Held: {self.held_rate:g} requests a second, with 99 of 100 under {LIMIT_MS:g} ms, "
            "nothing failed and nothing lost."
        )

    @property
    def held_rate(self) -> float | None:
        """Say which rate was held."""
        held = [step.rate for step in self.steps[: first_not_held(self.steps)]]
        return held[-1] if held else None

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "held_rate": self.held_rate,
            "sentence": self.sentence,
            "limit_ms": LIMIT_MS,
            "steps": [step.as_document() for step in self.steps],
            "gave_in": asdict(self.gave_in) if self.gave_in else None,
        }


def first_not_held(steps: Sequence[Climbed]) -> int:
    """Return the place of the first step that was not held; their number where all were."""
    return next((number for number, step in enumerate(steps) if not step.kept), len(steps))


def climb(
    steps: Sequence[Step],
    plan: Sequence[Arrival],
    records: Sequence[Record],
    planted: Planted,
    lost: Collection[str],
    explanations: Mapping[str, Explanation],
    usage: Sequence[Usage] = (),
) -> Ramp:
    """Say how each step went, by its arrivals and their traces."""
    sent = group_by_arrival(records)
    by_step = group_by_step(steps, plan)
    climbed = [
        _climb(step, each, sent, planted, lost) for step, each in zip(steps, by_step, strict=True)
    ]
    first = first_not_held(climbed)
    # What was not climbed to its end, after the first step that was not held, tells nothing.
    climbed = [step for n, step in enumerate(climbed) if n <= first or not step.missing]
    if first == len(climbed) or climbed[first].missing:
        return Ramp(climbed, None)
    arrivals = [arrival for each in by_step[:first] for arrival in each]
    gave_in = find_gave_in(
        _explained(arrivals, sent, planted, explanations),
        _explained(by_step[first], sent, planted, explanations),
        usage,
    )
    return Ramp(climbed, _doubt(gave_in, climbed[first].lag_ms))


def _doubt(gave_in: GaveIn | None, lag_ms: float | None) -> GaveIn | None:
    """Say with it where the generator was late itself: then nobody knows what the shop holds."""
    if gave_in is None or lag_ms is None or lag_ms <= LONGEST_LAG_MS:
        return gave_in
    return replace(
        gave_in,
        sentence=f"{gave_in.sentence} The generator was late there itself: 1 of 100 arrivals began "
        f"{lag_ms:.0f} ms or more after its time. The shop alone may hold more.",
    )


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


def deciding_records(
    steps: Sequence[Step], plan: Sequence[Arrival], records: Iterable[Record], ramp: Ramp
) -> Sequence[Record]:
    """Keep the requests by which the generator is judged: of the steps on which the answer rests.

    These are the held ones, and the first that was not if it is the generator that was late in it.
    Where the shop was late there, so is everybody who shares the machine with it.
    """
    first = first_not_held(ramp.steps)
    is_its = first == 0 or (first < len(ramp.steps) and ramp.steps[first].is_generators)
    deciding = group_by_step(steps, plan)[: first + is_its]
    numbers = {arrival.number for each in deciding for arrival in each}
    return [record for record in records if record.arrival in numbers]


def group_by_step(steps: Sequence[Step], plan: Iterable[Arrival]) -> list[list[Arrival]]:
    """Give each step the arrivals that are planned in it."""
    found: list[list[Arrival]] = [[] for _ in steps]
    for arrival in plan:
        found[_step_at(steps, arrival.at_ms / 1000)].append(arrival)
    return found


def _step_at(steps: Sequence[Step], at_s: float) -> int:
    ended = (number for number, step in enumerate(steps) if at_s < step.end_s)
    return next(ended, len(steps) - 1)


def _climb(
    step: Step,
    arrivals: Sequence[Arrival],
    sent: Mapping[int, Sequence[Record]],
    planted: Planted,
    lost: Collection[str],
) -> Climbed:
    records = [record for each in arrivals for record in sent.get(each.number, ())]
    plain = [record for record in records if planted.is_plain(record)]
    answered = measured(plain)
    return Climbed(
        rate=round(step.rate, 3),
        p99_ms=spread_of(record.latency_ns for record in answered).p99,
        sent_rate=round(len(records) / (step.end_s - step.start_s), 3),
        failed=sum(has_failed(record) or was_cut_off(record) for record in plain),
        lost=len({record.trace_id for record in records if record.trace_id in lost}),
        missing=sum(is_missing(each, sent.get(each.number, ())) for each in arrivals),
        lag_ms=lag_of(records).p99,
        from_sent_p99_ms=spread_of(record.took_ns for record in answered).p99,
    )


def _explained(
    arrivals: Iterable[Arrival],
    sent: Mapping[int, Sequence[Record]],
    planted: Planted,
    explanations: Mapping[str, Explanation],
) -> list[Explanation]:
    first = (sent[each.number][0] for each in arrivals if each.number in sent)
    ids = [record.trace_id for record in first if planted.is_plain(record)]
    return [explanations[each] for each in ids if each in explanations]


def find_gave_in(
    before: Sequence[Explanation], after: Sequence[Explanation], usage: Sequence[Usage]
) -> GaveIn | None:
    """Find the part of which the time on the critical path grew most, for each trace on average.

    Time between a caller and a server counts for the server: requests queue before it. Without
    traces to compare, or any of the shop in them, it is the busiest part.
    """
    if not before or not after:
        return find_busiest(usage)
    was, now = _mean_times(before), _mean_times(after)
    # The generator waits for a shop that reports nothing.
    callers = {each.root.service for each in after}
    grown = {part: now[part] - was.get(part, 0.0) for part in now if part not in callers}
    if not grown:
        return find_busiest(usage)
    part = max(grown, key=lambda each: grown[each])
    whole_was = fmean(each.duration_ns for each in before)
    whole_now = fmean(each.duration_ns for each in after)
    return GaveIn(
        part,
        f"{part} gave in first: {figure(round(now[part]))} of each journey were spent in it or "
        f"queueing before it, instead of {figure(round(was.get(part, 0.0)))}; the whole took "
        f"{figure(round(whole_now))} instead of {figure(round(whole_was))}.{_cpu(part, usage)}",
    )


def find_busiest(usage: Sequence[Usage]) -> GaveIn | None:
    """Name the part that used most of a core; None where it is not known what they used."""
    parts = [each for each in usage if not is_generator(each.part)]
    if not parts:
        return None
    busiest = max(parts, key=lambda each: each.worst_cpu_share)
    return GaveIn(
        busiest.part,
        f"{busiest.part} was the busiest part. That is by CPU alone, as no traces show where the "
        f"time went.{_cpu(busiest.part, usage)}",
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
