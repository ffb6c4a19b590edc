"""What can be measured in one trace, without a judgement; `blame` and `explain` build on it."""

from dataclasses import dataclass

from tracing_sandbox.traces.measuring.clocks import Timeline, align_clocks
from tracing_sandbox.traces.measuring.critical_path import Segment, walk_critical_path
from tracing_sandbox.traces.measuring.part import Charge, account
from tracing_sandbox.traces.measuring.tree import SpanTree, build_tree
from tracing_sandbox.traces.reading.trace import Trace


@dataclass(frozen=True, slots=True)
class Analysis:
    """A trace's tree in time, its critical path, and what each part took of it."""

    trace: Trace
    tree: SpanTree
    times: Timeline
    segments: tuple[Segment, ...]
    charges: tuple[Charge, ...]

    @property
    def duration_ns(self) -> int:
        """Say how long the explained root took."""
        return self.times.duration(self.tree.main)

    @property
    def is_complete(self) -> bool:
        """Say whether every span that the trace speaks of is there, can be read and has ended."""
        tree = self.tree
        missing = tree.orphans or tree.cut or tree.root_is_missing or self.trace.bad_spans
        return not (missing or self.times.unfinished)

    @property
    def failed(self) -> bool:
        """Say whether the explained root itself failed."""
        return self.tree.spans[self.tree.main].error

    @property
    def may_be_healthy(self) -> bool:
        """Say whether it is whole, and known not to have failed."""
        if self.failed or not self.is_complete:
            return False
        return not any(span.status_unknown for span in self.tree.spans)


def analyse(trace: Trace) -> Analysis:
    """Measure a trace; raise `EmptyTrace` if it has no span."""
    tree = build_tree(trace)
    times = align_clocks(tree)
    segments = tuple(walk_critical_path(tree, times, tree.main))
    return Analysis(trace, tree, times, segments, tuple(account(tree, segments)))
