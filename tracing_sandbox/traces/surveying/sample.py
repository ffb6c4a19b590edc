"""Traces of one operation among many, and which of them are out of line with the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracing_sandbox.traces.judging.baseline import Baseline, build_baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.group import Key, with_groups
from tracing_sandbox.traces.judging.judge import judge
from tracing_sandbox.traces.judging.peer import (
    Peer,
    is_comparable,
    name_with_peers,
    operation_of,
    outcome_of,
)
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.hidden import look_at
from tracing_sandbox.traces.measuring.kinship import Likeness

LOOKS = 2
FEWEST_PEERS = 2


@dataclass(frozen=True)
class Finding:
    """A trace that is out of line, what it is blamed for, and by how much each part exceeds."""

    analysis: Analysis
    blame: Blame
    excesses_ns: Mapping[Key, int]
    usual: Baseline | None


@dataclass
class Sample:
    """The traces of one operation, in order of time, and the findings among them."""

    operation: Likeness
    peers: Sequence[Peer]
    findings: Mapping[str, Finding] = field(default_factory=dict)

    @property
    def clean(self) -> list[Peer]:
        """List the whole traces that did not fail and in which nothing was found."""
        return [
            peer
            for peer in self.peers
            if peer.analysis.is_complete
            and not peer.analysis.failed
            and peer.analysis.trace.trace_id not in self.findings
        ]


def take_samples(analyses: Iterable[Analysis]) -> list[Sample]:
    """Sort traces by operation, and judge each by the others of its operation.

    The faster half is taken for usual at first; then all in which that found nothing.
    """
    by_operation: dict[Likeness, list[Peer]] = {}
    for analysis in analyses:
        by_operation.setdefault(operation_of(analysis), []).append(Peer(analysis))
    return [_judged(Sample(operation, peers)) for operation, peers in by_operation.items()]


def _judged(sample: Sample) -> Sample:
    clean = sorted(sample.clean, key=lambda peer: peer.duration_ns)
    usual = clean[: -(-len(clean) // 2)]
    for _ in range(LOOKS):
        found = (_find(peer, usual) for peer in sample.peers)
        sample.findings = {each.analysis.trace.trace_id: each for each in found if each}
        usual = sample.clean
    return sample


def _find(peer: Peer, usual: Sequence[Peer]) -> Finding | None:
    own, failed = outcome_of(peer.analysis), peer.analysis.failed
    others = [
        other
        for other in usual
        if other is not peer and is_comparable(own, outcome_of(other.analysis), failed=failed)
    ]
    if len(others) < FEWEST_PEERS and not failed:
        return None
    analysis = name_with_peers(peer.analysis, others)
    baseline = build_baseline(others)
    blame = judge(analysis, look_at(analysis), baseline)
    if blame is None:
        return None
    return Finding(analysis, blame, _excesses(analysis, baseline), baseline)


def _excesses(analysis: Analysis, baseline: Baseline | None) -> dict[Key, int]:
    if baseline is None:
        return {}
    excesses = {
        key: time_ns - baseline.usual_ns(key)
        for key, time_ns in with_groups(analysis.charges).items()
    }
    return {key: excess_ns for key, excess_ns in excesses.items() if excess_ns > 0}
