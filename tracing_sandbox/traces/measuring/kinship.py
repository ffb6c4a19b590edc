"""How spans stand to each other: who answered a call, who was waited for, who is alike."""

from typing import TypeAlias

from tracing_sandbox.traces.measuring.clocks import TOLERANCE_NS, Timeline
from tracing_sandbox.traces.measuring.reason import gave_up
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.reading.span import Span

Likeness: TypeAlias = tuple[str, str, str]

LONGEST_OVERLAP_NS = 1_000_000
# Measured from the end of the last of five tasks until what waited for all of them went on: 200
# rounds of asyncio.gather took at most 0.05 ms, of a pool of threads at most 0.06 ms.
AT_ONCE_NS = 100_000
TARGET_KEYS = ("db.system.name", "db.system", "peer.service", "server.address", "server.port")


def likeness(span: Span) -> Likeness:
    """Name what makes two siblings the same operation."""
    return (span.service, span.kind, span.name)


def server_of(tree: SpanTree, client: int) -> int:
    """Find the span that answered a call: the SERVER beneath it.

    Where no span tells its kind, it is the only child, of another service, of an inner span.
    """
    if not tree.tells_kinds:
        return _far_end(tree, client)
    for child in tree.children[client]:
        if tree.spans[child].kind == "server":
            return child
    return NOBODY


def _far_end(tree: SpanTree, client: int) -> int:
    children = tree.children[client]
    return children[0] if len(children) == 1 and _is_left(tree, client, children[0]) else NOBODY


def _is_left(tree: SpanTree, caller: int, child: int) -> bool:
    """Say whether an inner span of a service has a child in another one."""
    parent, service = tree.parents[caller], tree.spans[caller].service
    if parent == NOBODY or tree.spans[parent].service != service:
        return False
    return tree.spans[child].service != service


def is_call(tree: SpanTree, span: int) -> bool:
    """Say whether a span is a call to something else."""
    if tree.tells_kinds:
        return tree.spans[span].kind == "client"
    return server_of(tree, span) != NOBODY


def called(span: Span) -> str:
    """Name what a call went to, as exactly as its attributes do; empty if they do not."""
    attributes = span.attributes
    return " ".join(str(attributes[key]) for key in TARGET_KEYS if attributes.get(key))


def longest_overlap_ns(times: Timeline, parent: int) -> int:
    """Say by how much two children may overlap and still be one after the other."""
    return min(times.duration(parent) // 100, LONGEST_OVERLAP_NS)


def is_detached(tree: SpanTree, times: Timeline, child: int) -> bool:
    """Say whether the parent ended without waiting for this child.

    A server's span is never detached: its caller waited until it had its answer or gave up.
    """
    parent = tree.parents[child]
    late = times.ends[child] - times.ends[parent]
    if late <= 0 or tree.spans[child].kind == "server":
        return False
    if late <= longest_overlap_ns(times, parent) or late * 10 <= times.duration(child):
        return False
    begun_after_the_end = times.starts[child] >= times.ends[parent]
    return begun_after_the_end or not gave_up(tree.spans[parent])


def answered_until(tree: SpanTree, times: Timeline, child: int) -> int:
    """Say until when a child was at work for its parent.

    That is its end, but for a call whose client's span ended with the headers while the server
    streamed the answer on: then it is the server's end.
    """
    end, parent = times.ends[child], tree.parents[child]
    server = server_of(tree, child) if is_call(tree, child) else NOBODY
    if server == NOBODY or parent == NOBODY or tree.spans[child].error:
        return end
    until = times.ends[server]
    late = until - end
    if late <= max(TOLERANCE_NS, times.duration(child) // 10) or times.starts[server] >= end:
        return end
    in_time = until <= times.ends[parent] + longest_overlap_ns(times, parent)
    return until if in_time else end
