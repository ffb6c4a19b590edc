"""What can be measured in one trace, without a judgement; `blame` and `explain` build on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracing_sandbox.traces.measuring.clocks import Timeline, align_clocks
from tracing_sandbox.traces.measuring.critical_path import Segment, walk_critical_path
from tracing_sandbox.traces.measuring.doubt import Doubt, find_doubts, mark_doubts
from tracing_sandbox.traces.measuring.job import Job, find_jobs
from tracing_sandbox.traces.measuring.part import (
    NO_NAMES,
    Charge,
    Names,
    account,
    address_of,
    is_named,
    names_in,
)
from tracing_sandbox.traces.measuring.tree import SpanTree, build_tree
from tracing_sandbox.traces.reading.trace import Trace


@dataclass(frozen=True, slots=True)
class Analysis:
    """A trace's tree in time, its critical path, what each part took of it, what is in doubt.

    `jobs` are what the request left in a queue. `names` are those of the services that answer at
    the addresses that it called.
    """

    trace: Trace
    tree: SpanTree
    times: Timeline
    segments: tuple[Segment, ...]
    charges: tuple[Charge, ...]
    doubts: tuple[Doubt, ...]
    jobs: tuple[Job, ...]
    names: Names

    @property
    def duration_ns(self) -> int:
        """Say how long the explained root took."""
        return self.times.duration(self.tree.main)

    @property
    def addresses(self) -> set[str]:
        """List the addresses of those that were waited for, or failed, and have no other name."""
        spans = self.tree.spans
        waits = [spans[each.span] for each in self.charges if each.part.kind == "wait"]
        failed = [spans[each] for each in self.tree.failed if spans[each].kind == "client"]
        return {address_of(span) for span in (*waits, *failed) if not is_named(span)} - {""}

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
    path = walk_critical_path(tree, times, tree.main)
    doubts = tuple(find_doubts(tree, times, path))
    segments = tuple(mark_doubts(path.segments, doubts) if doubts else path.segments)
    charges = tuple(account(tree, segments))
    jobs = tuple(find_jobs(tree, times, NO_NAMES))
    analysis = Analysis(trace, tree, times, segments, charges, doubts, jobs, NO_NAMES)
    return name_addresses(analysis, names_in(tree)) if analysis.addresses else analysis


def name_addresses(analysis: Analysis, names: Mapping[str, str | None]) -> Analysis:
    """Call what was waited for by its service's name, where an address stands for one service."""
    known = {address: name for address, name in names.items() if name} | dict(analysis.names)
    if known.keys().isdisjoint(analysis.addresses):
        return analysis
    tree = analysis.tree
    return replace(
        analysis,
        names=known,
        charges=tuple(account(tree, analysis.segments, known)),
        jobs=tuple(find_jobs(tree, analysis.times, known)),
    )
