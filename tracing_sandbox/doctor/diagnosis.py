"""What the doctor says of some traces: asks each rule in turn, and adds the score.

`commands.doctor` fetches the traces and shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import Chart, draw_chart
from tracing_sandbox.doctor.circumstances import NOTHING_KNOWN, Circumstances
from tracing_sandbox.doctor.edges import Edges
from tracing_sandbox.doctor.finding import Finding
from tracing_sandbox.doctor.joining import Joint
from tracing_sandbox.doctor.knowledge import learn
from tracing_sandbox.doctor.rules import RULES
from tracing_sandbox.doctor.score import Score, score_case
from tracing_sandbox.traces.reading.trace import Trace


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found in some traces.

    `joined` are parts of broken traces that belong together. `learnt_from` healthy ones it is known
    what is usual.
    """

    findings: tuple[Finding, ...]
    trace_ids: tuple[str, ...]
    joined: tuple[Joint, ...]
    score: Score
    learnt_from: int

    @property
    def is_healthy(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.findings

    @property
    def healthy_ids(self) -> tuple[str, ...]:
        """Name the traces that no finding speaks of."""
        ill = {trace_id for finding in self.findings for trace_id in finding.trace_ids}
        return tuple(trace_id for trace_id in self.trace_ids if trace_id not in ill)

    def of(self, wanted: Sequence[str]) -> "Diagnosis":
        """Keep what concerns some traces, and the parts that they are joined with."""
        ids = _with_parts(set(wanted), self)
        return replace(
            self,
            findings=tuple(each for each in self.findings if ids & set(each.trace_ids)),
            trace_ids=tuple(each for each in self.trace_ids if each in ids),
            joined=tuple(each for each in self.joined if each.call.trace_id in ids),
        )

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "healthy": self.is_healthy,
            "traces": len(self.trace_ids),
            "healthy_traces": len(self.healthy_ids),
            "learnt_from": self.learnt_from,
            "findings": [finding.as_document() for finding in self.findings],
            "joined": [_joint_document(joint) for joint in self.joined],
            "score": self.score.as_document(),
        }


def diagnose(
    traces: Sequence[Trace],
    expected: Edges | None = None,
    healthy: Sequence[Trace] = (),
    circumstances: Circumstances = NOTHING_KNOWN,
) -> Diagnosis:
    """Find what is wrong with the tracing in some traces, which may be parts of one another.

    What is usual is learnt from `healthy` ones, of the same system, and from `expected` edges.
    """
    case = Case(tuple(traces), learn(expected, healthy), circumstances)
    chart = draw_chart(case)
    return Diagnosis(
        tuple(_ask_all(chart)),
        tuple(trace.trace_id for trace in traces),
        tuple(chart.joints),
        score_case(case),
        len(healthy),
    )


def _ask_all(chart: Chart) -> list[Finding]:
    findings: list[Finding] = []
    for rule in RULES:
        found = list(rule(chart))
        findings += found
        explained = chart.explained.union(*(finding.explains for finding in found))
        chart = replace(chart, explained=explained)
    return findings


def _with_parts(ids: set[str], diagnosis: Diagnosis) -> set[str]:
    """Add the traces that are parts of the same request, as joints and findings tell."""
    groups = [{joint.call.trace_id, joint.part.trace_id} for joint in diagnosis.joined]
    groups += [set(finding.trace_ids) for finding in diagnosis.findings]
    while True:
        grown = ids.union(*(group for group in groups if group & ids))
        if grown == ids:
            return ids
        ids = grown


def _joint_document(joint: Joint) -> dict[str, Any]:
    return {
        "call": {"trace_id": joint.call.trace_id, "span_id": joint.call.span_id},
        "part": {"trace_id": joint.part.trace_id, "span_id": joint.part.span_id},
        "by": joint.by,
        "confidence": joint.confidence,
    }
