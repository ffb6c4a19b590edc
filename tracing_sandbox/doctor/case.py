"""The traces that are looked at, as the rules see them: spans, their kin and times in all traces.

`diagnose` builds one and hands it to each rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tracing_sandbox.doctor.circumstances import Circumstances
from tracing_sandbox.doctor.finding import Key, key_of
from tracing_sandbox.doctor.kinds import REQUEST_ID, Process, is_call, is_remote, process_of
from tracing_sandbox.doctor.knowledge import Knowledge
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

TOLERANCE_NS = 2_000_000


@dataclass(frozen=True)
class Case:
    """Traces, what is usual in their system, and what is known beside them."""

    traces: Sequence[Trace]
    knowledge: Knowledge
    circumstances: Circumstances

    @cached_property
    def analyses(self) -> Sequence[Analysis]:
        """Measure each trace; its clocks are aligned there."""
        return [analyse(trace) for trace in self.traces if trace.spans]

    @cached_property
    def spans(self) -> Sequence[Span]:
        """List all spans, by start in each trace."""
        return [span for each in self.analyses for span in each.tree.spans]

    @cached_property
    def by_key(self) -> Mapping[Key, Span]:
        """Find a span by its ids; the first where two have the same."""
        return {key_of(span): span for span in reversed(self.spans)}

    @cached_property
    def _times(self) -> Mapping[Key, tuple[int, int]]:
        return {
            key_of(span): (each.times.starts[index], each.times.ends[index])
            for each in self.analyses
            for index, span in enumerate(each.tree.spans)
        }

    @cached_property
    def _children(self) -> Mapping[Key, Sequence[Span]]:
        found: dict[Key, list[Span]] = defaultdict(list)
        for span in self.spans:
            if span.parent_id is not None:
                found[(span.trace_id, span.parent_id)].append(span)
        return found

    def start(self, span: Span) -> int:
        """Say when a span began, on its trace's clock."""
        return self._times[key_of(span)][0]

    def end(self, span: Span) -> int:
        """Say when a span ended, on its trace's clock."""
        return self._times[key_of(span)][1]

    def children(self, span: Span) -> Sequence[Span]:
        """List the spans directly beneath one."""
        return self._children.get(key_of(span), ())

    def beneath(self, span: Span) -> Iterator[Span]:
        """Yield all spans beneath one; each once, whatever their parents say."""
        waiting, seen = list(self.children(span)), {key_of(span)}
        while waiting:
            each = waiting.pop()
            if key_of(each) not in seen:
                seen.add(key_of(each))
                yield each
                waiting += self.children(each)

    def parent(self, span: Span) -> Span | None:
        """Find a span's parent; None on a root and where it is missing."""
        return None if span.parent_id is None else self.by_key.get((span.trace_id, span.parent_id))

    def local_root(self, span: Span) -> Span:
        """Find the span that its process began with, as far as its parents are there."""
        seen = {key_of(span)}
        while (parent := self.parent(span)) and not is_remote(span, parent):
            if key_of(parent) in seen:
                break
            seen.add(key_of(parent))
            span = parent
        return span

    def contains(self, outer: Span, inner: Span, slack_ns: int = TOLERANCE_NS) -> bool:
        """Say whether one span lies within another in time."""
        begins = self.start(inner) >= self.start(outer) - slack_ns
        return begins and self.end(inner) <= self.end(outer) + slack_ns

    @cached_property
    def roots(self) -> Sequence[Span]:
        """List the spans that name no parent."""
        return [span for span in self.spans if span.parent_id is None]

    @cached_property
    def orphans(self) -> Sequence[Span]:
        """List the spans whose parent is missing."""
        return [s for s in self.spans if s.parent_id is not None and self.parent(s) is None]

    @cached_property
    def orphans_of(self) -> Mapping[str, Sequence[Span]]:
        """List the orphans of each trace that has some."""
        return _by_trace(self.orphans)

    @cached_property
    def calls(self) -> Sequence[tuple[Span, Span | None]]:
        """List the calls to other services, each with the SERVER span that answered it."""
        return [(span, self._server_of(span)) for span in self.spans if is_call(span)]

    def _server_of(self, call: Span) -> Span | None:
        """Find the SERVER span beneath a call; one made twice has a CLIENT span between."""
        found = (child for child in self.children(call) if child.kind in ("server", "client"))
        for child in sorted(found, key=lambda span: span.kind != "server"):
            return child if child.kind == "server" else self._server_of_inner(child)
        return None

    def _server_of_inner(self, call: Span) -> Span | None:
        return next((child for child in self.children(call) if child.kind == "server"), None)

    @cached_property
    def unanswered(self) -> Sequence[Span]:
        """List the calls that no SERVER span answers."""
        inner = {key_of(c) for call, _ in self.calls for c in self.children(call) if is_call(c)}
        return [call for call, server in self.calls if server is None and key_of(call) not in inner]

    @cached_property
    def unanswered_of(self) -> Mapping[str, Sequence[Span]]:
        """List the calls of each trace that no SERVER span answers."""
        return _by_trace(self.unanswered)

    @cached_property
    def of_trace(self) -> Mapping[str, Sequence[Span]]:
        """List the spans of each trace."""
        return _by_trace(self.spans)

    @cached_property
    def servers(self) -> Mapping[Process, Sequence[Span]]:
        """List the requests that each process served."""
        found: dict[Process, list[Span]] = defaultdict(list)
        for span in self.spans:
            if span.kind in ("server", "consumer"):
                found[process_of(span)].append(span)
        return found

    @cached_property
    def by_request_id(self) -> Mapping[str, Sequence[Span]]:
        """List the requests that were served under each id, process by process."""
        found: dict[str, list[Span]] = defaultdict(list)
        for servers in self.servers.values():
            for server in servers:
                found[str(server.attributes.get(REQUEST_ID) or "")].append(server)
        return found


def _by_trace(spans: Iterable[Span]) -> Mapping[str, Sequence[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        found[span.trace_id].append(span)
    return found
