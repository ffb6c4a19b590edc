"""What can be measured in one trace, without a judgement; `blame` and `explain` build on it."""

from dataclasses import dataclass

from tracing_sandbox.traces.measuring.clocks import Timeline, align_clocks
from tracing_sandbox.traces.measuring.critical_path import Segment, walk_critical_path
from tracing_sandbox.traces.measuring.doubt import Doubt, find_doubts, mark_doubts
from tracing_sandbox.traces.measuring.part import Charge, account
from tracing_sandbox.traces.measuring.tree import SpanTree, build_tree
from tracing_sandbox.traces.reading.trace import Trace


@dataclass(frozen=True, slots=True)
class Analysis:
    """A trace's tree in time, its critical path, what each part took of it, what is in doubt."""

    trace: Trace
    tree: SpanTree
    times: Timeline
    segments: tuple[Segment, ...]
    charges: tuple[Charge, ...]
    doubts: tuple[Doubt, ...]

    @property
    def duration_ns(self) -> int:
        """Say how long the explained root took."""
        return self.times.duration(self.tree.main)

    @property
    def is_complete(self) -> bool:
        """Say whether every span that the trace speaks of is there and can be read."""
        tree = self.tree
        missing = tree.orphans or tree.cut or tree.root_is_missing or self.trace.bad_spans
        return not missing

    @property
    def failed(self) -> bool:
        """Say whether the explained root itself failed."""
        return self.tree.spans[self.tree.main].error


def analyse(trace: Trace) -> Analysis:
    """Measure a trace; raise `EmptyTrace` if it has no span."""
    tree = build_tree(trace)
    times = align_clocks(tree)
    path = walk_critical_path(tree, times, tree.main)
    doubts = tuple(find_doubts(tree, times, path))
    segments = tuple(mark_doubts(path.segments, doubts) if doubts else path.segments)
    return Analysis(trace, tree, times, segments, tuple(account(tree, segments)), doubts)
