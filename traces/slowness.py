"""The part of a trace that took longer than it should; one of the things `judge` looks for."""

from collections.abc import Sequence

from traces.baseline import Baseline
from traces.figures import MILLISECOND
from traces.part import Charge

LONG_NS = 500 * MILLISECOND
MARGIN_NS = 5 * MILLISECOND
LEAST_EXCESS_NS = 10 * MILLISECOND
ENOUGH_TRACES = 5


def find_slow_part(
    charges: Sequence[Charge], whole_ns: int, baseline: Baseline | None
) -> Charge | None:
    """Find the part that is out of line, if there is one.

    Against healthy traces: the part took longer than in any of them, by half and 5 ms (with fewer
    than five of them: twice as long and 5 ms), and what it took above the usual is at least 10 ms
    and a quarter of the whole. Of several, the one with the most above the usual.

    Where there are none: the part took at least 0.5 s and half of the whole.
    """
    if baseline is None:
        least_ns = max(LONG_NS, -(-whole_ns // 2))
        return next((charge for charge in charges if charge.time_ns >= least_ns), None)
    slow = [charge for charge in charges if _is_out_of_line(charge, whole_ns, baseline)]
    return max(slow, key=lambda charge: excess_ns(charge, baseline), default=None)


def _is_out_of_line(charge: Charge, whole_ns: int, baseline: Baseline) -> bool:
    highest_ns = baseline.highest_ns.get(charge.part, 0)
    times = 3 if baseline.count >= ENOUGH_TRACES else 4
    beyond_all = charge.time_ns > highest_ns * times // 2 + MARGIN_NS
    return beyond_all and excess_ns(charge, baseline) >= max(LEAST_EXCESS_NS, whole_ns // 4)


def excess_ns(charge: Charge, baseline: Baseline) -> int:
    """Say how much longer than usual a part took."""
    return charge.time_ns - baseline.usual_ns.get(charge.part, 0)


def is_slow_all_over(whole_ns: int, baseline: Baseline) -> bool:
    """Say whether the whole took longer than any healthy one, by the same measure."""
    times = 3 if baseline.count >= ENOUGH_TRACES else 4
    return whole_ns > baseline.highest_whole_ns * times // 2 + MARGIN_NS
