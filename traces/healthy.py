"""The healthy among the recent traces; what `explain` compares a trace with."""

from collections.abc import Iterable

from traces.analysis import analyse
from traces.baseline import peers_of
from traces.hidden import look_at
from traces.judge import judge
from traces.trace import Trace


def pick_healthy(trace: Trace, recent: Iterable[Trace]) -> list[Trace]:
    """Choose those of the same operation that are whole and have nothing wrong by themselves.

    An operation that is slow by nature finds no healthy trace so; give its traces to `explain`
    without choosing. Raises `EmptyTrace` if `trace` holds no span.
    """
    peers = peers_of(analyse(trace), recent)
    return [peer.trace for peer in peers if judge(peer, look_at(peer)) is None]
