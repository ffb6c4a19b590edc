"""Many traces of a time explained as a whole: what is wrong, and what is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from tracing_sandbox.traces.judging.group import Group
from tracing_sandbox.traces.judging.habit import Occurrence, is_habit
from tracing_sandbox.traces.judging.healthy import began_at
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.surveying.cause import Cause
from tracing_sandbox.traces.surveying.sample import Finding, Sample, take_samples
from tracing_sandbox.traces.surveying.suspect import (
    Around,
    Named,
    Suspect,
    specificity,
    suspects_of,
)

FEWEST = 2
SHARE = 20
EXAMPLES = 3
MOST_CAUSES = 5
NEAR = 0.85


@dataclass(frozen=True)
class Survey:
    """What is wrong with some traces: causes, the worst first, and what recurs in health.

    `slow` counts the traces that are out of line, of `traces`; `first_ns` and `last_ns` say from
    when to when they began.
    """

    traces: int
    slow: int
    first_ns: int
    last_ns: int
    causes: tuple[Cause, ...]
    habits: tuple[Cause, ...]

    @property
    def answer(self) -> str:
        """Say in a sentence what is wrong."""
        return ""


@no_collection()
def survey(traces: Iterable[Trace]) -> Survey:
    """Say what is wrong with traces of one time, as a whole.

    Each is judged by the others of its operation. What several of those that are out of line have
    in common is a cause, the most specific that accounts for nearly all of their time first.
    """
    analyses = [analyse(trace) for trace in sorted(traces, key=began_at) if trace.spans]
    samples = take_samples(analyses)
    findings = sorted(_findings(samples), key=lambda each: _start(each))
    causes, habits = [], []
    for suspect, touched in _in_common(findings, max(FEWEST, len(analyses) // SHARE)):
        cause = _cause_of(suspect, touched, samples)
        occurrences = _occurrences(suspect, touched, samples)
        (habits if is_habit(occurrences, cause.like) else causes).append(cause)
    starts = [analysis.times.starts[analysis.tree.main] for analysis in analyses] or [0]
    return Survey(
        traces=len(analyses),
        slow=len(findings),
        first_ns=starts[0],
        last_ns=max(starts),
        causes=tuple(sorted(causes, key=lambda each: (-each.cost_ns, -each.touched))),
        habits=tuple(habits),
    )


def _findings(samples: Iterable[Sample]) -> Iterator[Finding]:
    for sample in samples:
        yield from sample.findings.values()


def _start(finding: Finding) -> int:
    return finding.analysis.times.starts[finding.analysis.tree.main]


def _in_common(findings: Sequence[Finding], fewest: int) -> Iterator[tuple[Suspect, list[Finding]]]:
    """Yield the suspects that account for the findings, each with those that it accounts for."""
    left = {id(finding): (finding, dict(suspects_of(finding))) for finding in findings}
    for _ in range(MOST_CAUSES):
        suspect = _prime_suspect([suspects for _, suspects in left.values()])
        if suspect is None:
            return
        touched = [each for each, suspects in left.values() if suspect in suspects]
        for finding in touched:
            del left[id(finding)]
        if len(touched) >= fewest:
            yield suspect, touched


def _prime_suspect(findings: Iterable[Mapping[Suspect, int]]) -> Suspect | None:
    """Choose who accounts for most of the time and the traces; of those near, the most specific."""
    costs: dict[Suspect, int] = {}
    counts: dict[Suspect, int] = {}
    for suspects in findings:
        for suspect, cost_ns in suspects.items():
            costs[suspect] = costs.get(suspect, 0) + cost_ns
            counts[suspect] = counts.get(suspect, 0) + 1
    if not costs:
        return None
    most_ns, most = max(costs.values()), max(counts.values())
    near = [
        suspect
        for suspect in costs
        if costs[suspect] >= NEAR * most_ns and counts[suspect] >= NEAR * most
    ]
    near = near or [max(costs, key=lambda suspect: (costs[suspect], counts[suspect]))]
    return min(near, key=lambda each: (specificity(each), -costs[each], -counts[each]))


def _cause_of(suspect: Suspect, touched: Sequence[Finding], samples: Sequence[Sample]) -> Cause:
    worst = sorted(touched, key=lambda each: -each.blame.excess_ns)
    blame = worst[0].blame
    usual = [each for sample in samples for each in _times_of(suspect, sample)]
    now = [_now_ns(suspect, each) for each in touched]
    kind, service, operation, target = _names_of(suspect, worst[0])
    return Cause(
        kind=kind,
        service=service,
        operation=operation,
        target=target,
        headline=suspect.place if not isinstance(suspect, Named) else blame.headline,
        usual_ns=median_low(usual) if usual else 0,
        now_ns=median_low(now),
        cost_ns=sum(dict(suspects_of(each)).get(suspect, 0) for each in touched),
        touched=len(touched),
        like=len(touched) + len(usual),
        since_ns=_start(touched[0]),
        examples=tuple(each.analysis.trace.trace_id for each in worst[:EXAMPLES]),
        against=(),
    )


def _names_of(suspect: Suspect, worst: Finding) -> tuple[str, str, str, str]:
    if isinstance(suspect, Part | Named):
        return suspect.kind, suspect.service, suspect.operation, suspect.target
    if isinstance(suspect, Around) or suspect.kind == "service":
        return "service", suspect.service, "", ""
    if suspect.kind == "waits for":
        return "wait", worst.blame.service, "", suspect.service
    return "transit", suspect.service, "", ""


def _times_of(suspect: Suspect, sample: Sample) -> list[int]:
    """List what the suspect took in the clean traces that show it."""
    if isinstance(suspect, Named):
        return [0 for peer in sample.clean if _shows(suspect, peer.analysis.tree.spans)]
    if isinstance(suspect, Around):
        return [
            sum(ns for key, ns in peer.times_ns.items() if _is_around(key, suspect))
            for peer in sample.clean
            if any(_is_around(key, suspect) for key in peer.times_ns)
        ]
    return [peer.times_ns[suspect] for peer in sample.clean if suspect in peer.times_ns]


def _is_around(key: object, suspect: Around) -> bool:
    is_group = isinstance(key, Group) and key.kind != "waits for"
    return is_group and key.service == suspect.service


def _shows(suspect: Named, spans: Sequence[object]) -> bool:
    return any((span.service, span.name) == (suspect.service, suspect.operation) for span in spans)


def _now_ns(suspect: Suspect, finding: Finding) -> int:
    if isinstance(suspect, Named):
        return finding.blame.time_ns
    return dict(suspects_of(finding)).get(suspect, 0) + _usual_ns(suspect, finding)


def _usual_ns(suspect: Suspect, finding: Finding) -> int:
    if finding.usual is None or isinstance(suspect, Around | Named):
        return 0
    return finding.usual.usual_ns(suspect)


def _occurrences(
    suspect: Suspect, touched: Sequence[Finding], samples: Sequence[Sample]
) -> list[Occurrence]:
    """Say when it came, and after how many traces that could have shown it."""
    clean = sorted(
        peer.analysis.times.starts[peer.analysis.tree.main]
        for sample in samples
        for peer in sample.clean
    )
    return [
        Occurrence(
            _start(each),
            max(dict(suspects_of(each)).get(suspect, 0), 1),
            sum(start < _start(each) for start in clean) + number + 1,
        )
        for number, each in enumerate(touched)
    ]
