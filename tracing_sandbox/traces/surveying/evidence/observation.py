"""What a survey keeps of each trace, and of each job that it left behind, to compare them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tracing_sandbox.traces.judging.failure import find_failure
from tracing_sandbox.traces.judging.healthy import began_at
from tracing_sandbox.traces.judging.outcome import outcome_of
from tracing_sandbox.traces.judging.peer import MeasuredJob, operation_of
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.job import Job
from tracing_sandbox.traces.measuring.kinship import Likeness, likeness
from tracing_sandbox.traces.measuring.part import Charge, Part, learn_names, names_in, waited_for
from tracing_sandbox.traces.measuring.tree import NOBODY
from tracing_sandbox.traces.reading.trace import Trace


class Operation(NamedTuple):
    """What was asked for and what was answered, or which job was done."""

    root: Likeness
    status: str
    is_job: bool


class Origin(NamedTuple):
    """Where a failure began: the operation, and whom it called if that is what failed."""

    service: str
    operation: str
    target: str


@dataclass(frozen=True, slots=True)
class Census:
    """How many spans an operation has in a trace, and beneath which other it first stands."""

    count: int
    above: Likeness | None


@dataclass(frozen=True, slots=True)
class Observation:
    """One request or job: when it began, how long each part took, what it consists of.

    `failure` is where it failed, `failed` whether its root did. `census` is of whole requests.
    `doubtful` is the time that nothing may have waited for.
    """

    trace_id: str
    start_ns: int
    operation: Operation
    duration_ns: int
    parts: Mapping[Part, int]
    census: Mapping[Likeness, Census]
    failure: Origin | None = None
    failed: bool = False
    doubtful: Mapping[Part, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observed:
    """All that can be compared, in order of time, of so many traces; some were incomplete."""

    observations: Sequence[Observation]
    traces: int
    incomplete: int
    first_ns: int
    last_ns: int


def observe(traces: Iterable[Trace]) -> Observed:
    """Measure each trace; only what a survey needs is kept. What is incomplete is left out."""
    found: list[Observation] = []
    names: dict[str, str | None] = {}
    starts: list[int] = []
    incomplete = 0
    for trace in sorted((trace for trace in traces if trace.spans), key=began_at):
        analysis = analyse(trace)
        learn_names(names, names_in(analysis.tree))
        starts.append(_start_ns(analysis))
        if analysis.is_complete:
            found.extend(_observations_of(analysis))
        else:
            incomplete += 1
    known = {address: name for address, name in names.items() if name}
    named = [_named(each, known) for each in found] if known else found
    return Observed(named, len(starts), incomplete, min(starts, default=0), max(starts, default=0))


def _start_ns(analysis: Analysis) -> int:
    return analysis.times.starts[analysis.tree.main]


def _observations_of(analysis: Analysis) -> Iterable[Observation]:
    failure = find_failure(analysis, frozenset())
    status = outcome_of(analysis).status
    yield Observation(
        analysis.trace.trace_id,
        _start_ns(analysis),
        Operation(operation_of(analysis), status, is_job=False),
        analysis.duration_ns,
        _times(analysis.charges),
        _census(analysis),
        _origin(analysis, failure.origin) if failure else None,
        analysis.failed,
        {each.part: each.doubtful_ns for each in analysis.charges if each.doubtful_ns},
    )
    for job in analysis.jobs:
        yield _observe_job(analysis, job)


def _observe_job(analysis: Analysis, job: Job) -> Observation:
    consumer, measured = analysis.tree.spans[job.consumer], MeasuredJob(analysis, job)
    return Observation(
        analysis.trace.trace_id,
        _start_ns(analysis),
        Operation(likeness(consumer), "", is_job=True),
        measured.duration_ns,
        _times(measured.charges),
        {},
    )


def _times(charges: Iterable[Charge]) -> dict[Part, int]:
    return {charge.part: charge.time_ns for charge in charges}


def _census(analysis: Analysis) -> dict[Likeness, Census]:
    """Count the spans of each operation; those of jobs may still be to come."""
    tree = analysis.tree
    jobs = {job.consumer for job in analysis.jobs}
    found: dict[Likeness, Census] = {}
    for index in tree.main_order:
        parent = tree.parents[index]
        if index in jobs or parent in jobs:
            jobs.add(index)
            continue
        alike = likeness(tree.spans[index])
        above = None if parent == NOBODY else likeness(tree.spans[parent])
        seen = found.get(alike)
        found[alike] = Census(seen.count + 1, seen.above) if seen else Census(1, above)
    return found


def _origin(analysis: Analysis, index: int) -> Origin:
    span = analysis.tree.spans[index]
    is_call = span.kind == "client"
    target = waited_for(span) if is_call else ""
    return Origin(span.service, span.name, analysis.names.get(target, target))


def _named(observation: Observation, names: Mapping[str, str]) -> Observation:
    """Call addresses by the services that answer there in other traces."""
    failure = observation.failure
    if not any(part.target in names for part in observation.parts) and failure is None:
        return observation
    parts: dict[Part, int] = {}
    for part, time_ns in observation.parts.items():
        named = part._replace(target=names.get(part.target, part.target))
        parts[named] = parts.get(named, 0) + time_ns
    if failure:
        failure = failure._replace(target=names.get(failure.target, failure.target))
    return replace(observation, parts=parts, failure=failure)
