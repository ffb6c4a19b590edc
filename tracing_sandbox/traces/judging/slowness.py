"""The part of a trace that took longer than it should; one of the things `judge` looks for."""

from collections.abc import Sequence

from tracing_sandbox.traces.judging.baseline import ENOUGH_TRACES, Baseline
from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.measuring.part import Charge

LONG_NS = 500 * MILLISECOND
MARGIN_NS = 2 * MILLISECOND
LEAST_EXCESS_NS = 25 * MILLISECOND
RIPPLES = 3


def find_slow_part(
    charges: Sequence[Charge], whole_ns: int, baseline: Baseline | None
) -> Charge | None:
    """Find the part that is out of line, if there is one.

    Against healthy traces: the part took longer than in any of them, with a margin of half of the
    longest or one and a half times what that exceeds the usual, whichever is more, and 2 ms (with
    fewer than five traces, twice that). Its excess over the usual is at least 25 ms, a quarter of
    the whole, and three times the ripple of the other parts. And it grew at least twice as much as
    everything else: a whole that is slow all over has no part to blame. Of several, the one with
    the most excess.

    Where there are none: the part took at least 0.5 s and half of the whole.
    """
    if baseline is None:
        least_ns = max(LONG_NS, -(-whole_ns // 2))
        return next((charge for charge in charges if charge.time_ns >= least_ns), None)
    slow = [charge for charge in charges if _is_out_of_line(charge, whole_ns, baseline)]
    return max(slow, key=lambda charge: excess_ns(charge, baseline), default=None)


def _is_out_of_line(charge: Charge, whole_ns: int, baseline: Baseline) -> bool:
    usual_ns = baseline.usual_ns.get(charge.part, 0)
    highest_ns = baseline.highest_ns.get(charge.part, 0)
    if charge.time_ns <= _limit_ns(usual_ns, highest_ns, baseline.count):
        return False
    least_ns = max(LEAST_EXCESS_NS, whole_ns // 4, RIPPLES * baseline.ripple_ns(charge.part))
    return charge.time_ns - usual_ns >= least_ns and _stands_out(charge, whole_ns, baseline)


def _stands_out(charge: Charge, whole_ns: int, baseline: Baseline) -> bool:
    """Say whether a part grew at least twice as much as the rest of the trace."""
    usual_ns = baseline.usual_ns.get(charge.part, 0)
    rest_ns, usual_rest_ns = whole_ns - charge.time_ns, baseline.usual_whole_ns - usual_ns
    return charge.time_ns * max(usual_rest_ns, 0) >= 2 * rest_ns * usual_ns


def _limit_ns(usual_ns: int, highest_ns: int, count: int) -> int:
    margin_ns = max(highest_ns // 2, (highest_ns - usual_ns) * 3 // 2) + MARGIN_NS
    return highest_ns + (margin_ns if count >= ENOUGH_TRACES else 2 * margin_ns)


def excess_ns(charge: Charge, baseline: Baseline) -> int:
    """Say how much longer than usual a part took."""
    return charge.time_ns - baseline.usual_ns.get(charge.part, 0)


def is_slow_all_over(whole_ns: int, baseline: Baseline) -> bool:
    """Say whether the whole took longer than healthy ones do, by the same measure."""
    return whole_ns > _limit_ns(baseline.usual_whole_ns, baseline.high_whole_ns, baseline.count)
