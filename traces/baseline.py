"""What healthy traces of one operation have in common; `slowness` measures a trace against it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from traces.analysis import Analysis, analyse
from traces.critical_path import Likeness, likeness
from traces.part import Part
from traces.repetition import repetitions
from traces.span import Span
from traces.trace import Trace


@dataclass(frozen=True, slots=True)
class Baseline:
    """The usual and the highest time of every part in `count` healthy traces, and of the whole.

    `repeats` holds the most like siblings seen on a path, `failures` the operations that failed
    and did no harm.
    """

    count: int
    usual_ns: Mapping[Part, int]
    highest_ns: Mapping[Part, int]
    usual_whole_ns: int
    highest_whole_ns: int
    repeats: Mapping[Likeness, int]
    failures: frozenset[Likeness]


def build_baseline(analysis: Analysis, healthy: Iterable[Trace]) -> Baseline | None:
    """Take the measure of the healthy traces that are of the operation of `analysis`.

    Traces that failed or miss spans, and the trace itself, are left out. None if none remains.
    """
    peers = peers_of(analysis, healthy)
    if not peers:
        return None
    times: dict[Part, list[int]] = {}
    for peer in peers:
        for charge in peer.charges:
            times.setdefault(charge.part, []).append(charge.time_ns)
    wholes = [peer.duration_ns for peer in peers]
    return Baseline(
        count=len(peers),
        usual_ns={part: _usual(seen, len(peers)) for part, seen in times.items()},
        highest_ns={part: max(seen) for part, seen in times.items()},
        usual_whole_ns=median_low(wholes),
        highest_whole_ns=max(wholes),
        repeats=_most_repeats(peers),
        failures=frozenset(
            likeness(span) for peer in peers for span in peer.tree.spans if span.error
        ),
    )


def peers_of(analysis: Analysis, traces: Iterable[Trace]) -> list[Analysis]:
    """Analyse those traces that can be compared: same operation, whole, and not failed."""
    wanted = likeness(_root(analysis))
    peers = []
    for trace in traces:
        if trace.trace_id == analysis.trace.trace_id or not trace.spans:
            continue
        peer = analyse(trace)
        if likeness(_root(peer)) == wanted and peer.is_complete and not peer.failed:
            peers.append(peer)
    return peers


def _root(analysis: Analysis) -> Span:
    return analysis.tree.spans[analysis.tree.main]


def _usual(seen: Sequence[int], count: int) -> int:
    """Take the median over all traces; one that does not show a part spent no time in it."""
    return median_low([*seen, *[0] * (count - len(seen))])


def _most_repeats(peers: Sequence[Analysis]) -> dict[Likeness, int]:
    most: dict[Likeness, int] = {}
    for peer in peers:
        for run in repetitions(peer):
            alike = likeness(peer.tree.spans[run.longest])
            most[alike] = max(most.get(alike, 0), run.count)
    return most
