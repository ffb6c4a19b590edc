"""The traces that are looked for, explained; terminal and page list them, and say what was read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.explaining.newest import explain_newest
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.peers import explain_from, look_back
from tracing_sandbox.traces.jaeger.query import CLOCK_TOLERANCE_NS
from tracing_sandbox.traces.jaeger.searching.newest import Told, find_newest, tell_nobody
from tracing_sandbox.traces.jaeger.searching.search import Candidate, Search
from tracing_sandbox.traces.jaeger.searching.slowest import find_slowest
from tracing_sandbox.traces.judging.outcome import outcome_of
from tracing_sandbox.traces.judging.peer import operation_of
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.fields.moment import LATEST_NS
from tracing_sandbox.traces.reading.trace import Trace


class Listing(NamedTuple):
    """What is listed, and how far was looked.

    `searched` were read. `complete` says that nothing else belongs among those listed. `older_ns`
    is before when to look on; None where nothing is left. `left_out` were health checks, assets and
    pages about an API. `cut` says that traces are too large for all to be read. `in_future` of
    those listed begin after now. `long_ago` came lately, began over a day ago and are not listed.
    `more` says that others were found, which are not as slow.
    """

    explanations: Sequence[Explanation]
    searched: int
    complete: bool
    older_ns: int | None
    left_out: int
    cut: bool
    in_future: int
    long_ago: int
    more: bool = False


def list_newest(
    client: JaegerClient,
    search: Search,
    limit: int,
    *,
    most: int,
    now_ns: int,
    told: Told = tell_nobody,
) -> Listing:
    """List the newest traces of a search; about `most` are read, and `told` how many so far.

    Raises what `JaegerClient` raises.
    """
    found = find_newest(client, search, limit, most=most, now_ns=now_ns, told=told)
    explain = explain_listed if is_gapless(search, found.kept) else explain_each
    explained = explain(client, [each.trace for each in found.kept])
    return Listing(
        explained,
        found.searched,
        not found.cut,
        found.older_ns,
        found.left_out,
        found.cut,
        count_in_future(explained, now_ns),
        found.long_ago,
    )


def list_slowest(
    client: JaegerClient, search: Search, limit: int, *, most: int, now_ns: int
) -> Listing:
    """List the slowest traces of a search, slowest first; raises what `JaegerClient` raises."""
    found = find_slowest(client, search, limit, most)
    explained = explain_each(client, [each.trace for each in found.first()])
    return Listing(
        explained,
        len(found.read),
        found.certain,
        found.older_ns,
        found.left_out,
        found.cut,
        count_in_future(explained, now_ns),
        long_ago=0,
        more=len(found.kept) > limit,
    )


def list_one(client: JaegerClient, search: Search, trace: Trace) -> Listing:
    """List a trace that was found by its id, if it is like those looked for."""
    wanted = [each.trace for each in search.candidates([trace], 0) if search.finds(each)]
    explained = explain_each(client, wanted)
    return Listing(explained, 1, True, None, 0, False, 0, 0)


def is_gapless(search: Search, kept: Sequence[Candidate]) -> bool:
    """Say whether all traces that those listed can be compared with are listed, or older."""
    if not search.is_narrow:
        return True
    by_operation = replace(Search(), service=search.service, operation=search.operation)
    is_only_that = replace(search, since_ns=0, until_ns=LATEST_NS, background=False) == by_operation
    return is_only_that and all(each.root.name == search.operation for each in kept)


def count_in_future(explanations: Sequence[Explanation], now_ns: int) -> int:
    """Count those whose clock must be ahead."""
    return sum(each.start_ns > now_ns + CLOCK_TOLERANCE_NS for each in explanations)


def explain_each(client: JaegerClient, traces: Sequence[Trace]) -> list[Explanation]:
    """Explain traces from here and there, each by those just before it."""
    return [explain_from(client, trace) for trace in traces]


def explain_listed(client: JaegerClient, newest_first: Sequence[Trace]) -> list[Explanation]:
    """Explain each trace of a list as `explain_from` would, but ask Jaeger once for like ones.

    Raises what `JaegerClient` raises.
    """
    oldest = {}
    for trace in newest_first:
        analysis = analyse(trace)
        oldest[operation_of(analysis), outcome_of(analysis)] = analysis
    older = [other for each in oldest.values() for other in look_back(client, each).traces]
    return explain_newest(newest_first, older)
