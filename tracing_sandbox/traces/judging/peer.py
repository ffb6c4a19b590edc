"""A trace that others are compared with; `baseline` takes the measure of several."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

from tracing_sandbox.traces.judging.group import Group, Key, add_up_groups, with_groups
from tracing_sandbox.traces.judging.outcome import is_comparable, outcome_of
from tracing_sandbox.traces.judging.repetition import Repeated, repetitions, what_repeats
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse, name_addresses
from tracing_sandbox.traces.measuring.critical_path import kind_of_rest
from tracing_sandbox.traces.measuring.job import Job
from tracing_sandbox.traces.measuring.kinship import Likeness, likeness, server_of
from tracing_sandbox.traces.measuring.leftover import left_behind
from tracing_sandbox.traces.measuring.part import (
    Called,
    Charge,
    Part,
    call_of,
    learn_names,
    names_in,
    part_of,
    waited_for,
)
from tracing_sandbox.traces.measuring.row import self_times
from tracing_sandbox.traces.measuring.tree import NOBODY
from tracing_sandbox.traces.reading.trace import Trace

NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Peer:
    """A trace to compare others with; what it adds to a baseline is measured once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.duration_ns = analysis.duration_ns

    @cached_property
    def times_ns(self) -> Mapping[Key, int]:
        """Say how long each part and group took on the path."""
        return with_groups(self.analysis.charges)

    @cached_property
    def highest_ns(self) -> Mapping[Key, int]:
        """Say how long each part and group took, on the path or beside it, whichever was longer.

        A part off the path counts with its longest span, a group with all of them together.
        """
        highest = dict(self.times_ns)
        for part, time_ns in self.anywhere:
            if time_ns > highest.get(part, -1):
                highest[part] = time_ns
        return highest

    @cached_property
    def anywhere(self) -> Sequence[tuple[Part, int]]:
        """List the time that each span spent by itself, on the path or beside it."""
        tree, times, names = self.analysis.tree, self.analysis.times, self.analysis.names
        return [
            (part_of(tree, index, kind_of_rest(tree, index), names), time_ns)
            for index, time_ns in enumerate(self_times(tree, times))
        ]

    @cached_property
    def totals_ns(self) -> Mapping[Group, int]:
        """Say how long the spans of each group took by themselves, on the path or beside it."""
        return add_up_groups(self.anywhere)

    @cached_property
    def calls_ns(self) -> Mapping[Key, int]:
        """Say how long calls took in all, as if the spans of those who answered were not there."""
        tree, calls = self.analysis.tree, dict[Key, int]()
        for index, span in enumerate(tree.spans):
            if span.kind == "client" and (server := server_of(tree, index)) != NOBODY:
                for target in {tree.spans[server].service, waited_for(span)}:
                    wait = Part(span.service, span.name, "wait", target)
                    calls[wait] = calls.get(wait, 0) + span.duration_ns
        return calls

    @cached_property
    def longest_call_ns(self) -> Mapping[Called, int]:
        """Say how long the longest of like calls took."""
        longest: dict[Called, int] = {}
        for span in self.analysis.tree.spans:
            if span.kind == "client":
                longest[call_of(span)] = max(longest.get(call_of(span), 0), span.duration_ns)
        return longest

    @cached_property
    def repeats(self) -> Mapping[Repeated, int]:
        """Say how many like siblings there are on the path."""
        most: dict[Repeated, int] = {}
        for run in repetitions(self.analysis):
            what = what_repeats(self.analysis, run.longest)
            most[what] = max(most.get(what, 0), run.count)
        return most

    @cached_property
    def failures(self) -> frozenset[Likeness]:
        """Name the operations that failed."""
        return frozenset(likeness(span) for span in self.analysis.tree.spans if span.error)

    @cached_property
    def operations(self) -> Mapping[Likeness, tuple[int, Likeness | None]]:
        """Say of each operation how many spans it has, and beneath which other it first stands."""
        tree = self.analysis.tree
        found: dict[Likeness, tuple[int, Likeness | None]] = {}
        for index in tree.main_order:
            alike, parent = likeness(tree.spans[index]), tree.parents[index]
            count, above = found.get(alike, (0, None))
            if not count and parent != NOBODY:
                above = likeness(tree.spans[parent])
            found[alike] = (count + 1, above)
        return found

    @cached_property
    def awaited(self) -> Mapping[Likeness, int]:
        """Say of each operation how many spans of it the request waited for."""
        tree = self.analysis.tree
        left = left_behind(tree, self.analysis.times)
        return Counter(
            likeness(tree.spans[index]) for index in tree.main_order if index not in left
        )

    @cached_property
    def names(self) -> Mapping[str, str | None]:
        """Say which service answered at each address that was called."""
        return names_in(self.analysis.tree)

    @cached_property
    def jobs(self) -> Mapping[Likeness, Sequence["MeasuredJob"]]:
        """List the jobs that the request left behind, by the operation of their consumer."""
        found: dict[Likeness, list[MeasuredJob]] = {}
        for job in self.analysis.jobs:
            alike = likeness(self.analysis.tree.spans[job.consumer])
            found.setdefault(alike, []).append(MeasuredJob(self.analysis, job))
        return found


class MeasuredJob:
    """A job that a request left in a queue, to compare others with, or with others."""

    repeats: Mapping[Repeated, int] = NOTHING
    calls_ns: Mapping[Key, int] = NOTHING
    longest_call_ns: Mapping[Called, int] = NOTHING
    failures: frozenset[Likeness] = frozenset()
    operations: Mapping[Likeness, tuple[int, Likeness | None]] = NOTHING
    awaited: Mapping[Likeness, int] = NOTHING
    jobs: Mapping[Likeness, Sequence["MeasuredJob"]] = NOTHING

    def __init__(self, analysis: Analysis, job: Job) -> None:
        consumer = analysis.tree.spans[job.consumer]
        waited = Part(consumer.service, consumer.name, "queue", job.queue)
        charges = [Charge(waited, job.wait_ns, job.consumer), *job.charges]
        self.duration_ns = job.wait_ns + job.run_ns
        self.charges = sorted(charges, key=lambda charge: (-charge.time_ns, charge.part))
        self.times_ns = with_groups(self.charges)
        self.highest_ns = self.times_ns
        self.totals_ns = {
            key: time_ns for key, time_ns in self.times_ns.items() if isinstance(key, Group)
        }


def peers_of(analysis: Analysis, traces: Iterable[Trace]) -> list[Peer]:
    """Analyse those of the traces that can be compared, the trace itself left out."""
    own_id = analysis.trace.trace_id
    others = [analyse(trace) for trace in traces if trace.spans and trace.trace_id != own_id]
    return [Peer(other) for other in others if is_peer(analysis, other)]


def name_with_peers(analysis: Analysis, peers: Sequence[Peer]) -> Analysis:
    """Call addresses by the services that answer there in healthy traces."""
    if not (peers and analysis.addresses):
        return analysis
    return name_addresses(analysis, names_of(peers))


def names_of(peers: Iterable[Peer]) -> Mapping[str, str | None]:
    """Say which service answers at each address, as healthy traces show; None where several do."""
    names: dict[str, str | None] = {}
    for peer in peers:
        learn_names(names, peer.names)
    return names


def is_peer(analysis: Analysis, other: Analysis) -> bool:
    """Say whether a trace can be compared with another, which is whole and did not fail."""
    if operation_of(other) != operation_of(analysis) or not other.may_be_healthy:
        return False
    return is_comparable(outcome_of(analysis), outcome_of(other), failed=analysis.failed)


def operation_of(analysis: Analysis) -> Likeness:
    """Name the operation of a trace, which is that of its explained root."""
    return likeness(analysis.tree.spans[analysis.tree.main])
