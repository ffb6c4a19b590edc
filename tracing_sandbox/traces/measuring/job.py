"""Work that a request left in a queue: how long it waited there, and what it did then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.critical_path import walk_critical_path
from tracing_sandbox.traces.measuring.part import Charge, Names, account, waited_for
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree


@dataclass(frozen=True, slots=True)
class Job:
    """A consumer's span that ended after the request had, and the span that sent its message.

    `queue` is the messaging system, as far as it is named. `charges` say what each part took of
    the consumer's own critical path, most first. `name` is the consumer's operation.
    """

    producer: int
    consumer: int
    queue: str
    name: str
    wait_ns: int
    run_ns: int
    end_ns: int
    charges: Sequence[Charge]


def find_jobs(tree: SpanTree, times: Timeline, names: Names) -> Iterator[Job]:
    """Yield the jobs that the explained request left behind, in the order of the tree."""
    if not _may_have_jobs(tree, times):
        return
    ended = times.ends[tree.main]
    for consumer, producer in _messages(tree, times):
        if times.ends[consumer] <= ended or times.starts[consumer] < times.starts[producer]:
            continue
        path = walk_critical_path(tree, times, consumer)
        yield Job(
            producer=producer,
            consumer=consumer,
            queue=_queue(tree, producer, consumer),
            name=tree.spans[consumer].name,
            wait_ns=max(times.starts[consumer] - times.ends[producer], 0),
            run_ns=times.duration(consumer),
            end_ns=times.ends[consumer],
            charges=account(tree, path.segments, names),
        )


def _may_have_jobs(tree: SpanTree, times: Timeline) -> bool:
    return max(times.ends) > times.ends[tree.main]


def _messages(tree: SpanTree, times: Timeline) -> Iterator[tuple[int, int]]:
    """Yield each consumer of the explained tree, or linked to it, with its producer.

    Where nobody says so, it is work of another service that began after its parent had ended.
    """
    in_tree = set(tree.main_order)
    by_id = {tree.spans[index].span_id: index for index in tree.main_order}
    for consumer in tree.order:
        if not _is_consumer(tree, times, consumer):
            continue
        producer = tree.parents[consumer]
        if producer == NOBODY:
            linked = (by_id.get(link.span_id, NOBODY) for link in tree.spans[consumer].links)
            producer = next((index for index in linked if index != NOBODY), NOBODY)
        if producer in in_tree:
            yield consumer, producer


def _is_consumer(tree: SpanTree, times: Timeline, span: int) -> bool:
    kind, parent = tree.spans[span].kind, tree.parents[span]
    if kind == "consumer" or parent == NOBODY:
        return kind == "consumer" and span != tree.main
    is_elsewhere = tree.spans[span].service != tree.spans[parent].service
    return kind != "server" and is_elsewhere and times.starts[span] >= times.ends[parent]


def _queue(tree: SpanTree, producer: int, consumer: int) -> str:
    for index in (producer, consumer):
        system = tree.spans[index].attributes.get("messaging.system")
        if system:
            return str(system)
    return waited_for(tree.spans[producer])
