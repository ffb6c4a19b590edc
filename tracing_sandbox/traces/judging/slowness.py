"""The part that took longer than it should, or the service; one of the things `judge` looks for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tracing_sandbox.traces.judging.baseline import ENOUGH_TRACES, Baseline
from tracing_sandbox.traces.judging.group import Group, Key, members_of, with_groups
from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.measuring.part import Charge, Part

LONG_NS = 500 * MILLISECOND
MARGIN_NS = 2 * MILLISECOND
LEAST_EXCESS_NS = 50 * MILLISECOND
RIPPLES = 3


class Slow(NamedTuple):
    """A part or group that is out of line, its charges, most time first, and how far it is."""

    key: Key
    time_ns: int
    excess_ns: int
    charges: Sequence[Charge]

    @property
    def doubtful_ns(self) -> int:
        """Say what of the time nothing may have waited for."""
        return sum(charge.doubtful_ns for charge in self.charges)


def find_slow(
    charges: Sequence[Charge],
    whole_ns: int,
    baseline: Baseline | None,
    totals_ns: Mapping[Group, int] | None = None,
) -> Slow | None:
    """Find the part that is out of line, or the group of parts, if there is one.

    Against healthy traces: it took longer than in any of them, with a margin of half of the
    longest or one and a half times what that exceeds the usual, whichever is more, and 2 ms (with
    fewer than five traces, twice that). Its excess over the usual is at least 50 ms, a quarter of
    the whole (with fewer than five, a third), and three times the ripple of the other parts.
    And it grew at least twice as much as everything else: a whole that is slow all over has no
    part to blame. Of several, the one with the most excess; a group only if that is half as much
    again as any part's, and if its spans took longer in all (`totals_ns`), so that it is not only
    that the path led through it.

    Where there are none: the part took at least 0.5 s and half of the whole.
    """
    if baseline is None:
        least_ns = max(LONG_NS, -(-whole_ns // 2))
        found = next((charge for charge in charges if charge.time_ns >= least_ns), None)
        return Slow(found.part, found.time_ns, 0, [found]) if found else None
    part = _most(_slow_parts(charges, whole_ns, baseline))
    group = _nearest(list(_slow_groups(charges, whole_ns, baseline, totals_ns or {})))
    if part and group and group.excess_ns * 2 < part.excess_ns * 3:
        return part
    return group or part


def _most(found: Iterator[Slow]) -> Slow | None:
    return max(found, key=lambda slow: slow.excess_ns, default=None)


def _nearest(groups: Sequence[Slow]) -> Slow | None:
    """Choose the group with the most excess, or the one that waits if it has nearly as much.

    All of a service's growth may be in its waits for one database; that is nearer to the cause.
    """
    most = max((slow.excess_ns for slow in groups), default=0)
    near = [slow for slow in groups if slow.excess_ns * 10 >= most * 9]
    return max(near, key=lambda slow: (_is_wait(slow), slow.excess_ns), default=None)


def _is_wait(slow: Slow) -> bool:
    return isinstance(slow.key, Group) and slow.key.kind == "waits for"


def _slow_parts(charges: Sequence[Charge], whole_ns: int, baseline: Baseline) -> Iterator[Slow]:
    for charge in charges:
        part, time_ns = charge.part, charge.time_ns
        if is_out_of_line(part, time_ns, whole_ns, baseline):
            yield Slow(part, time_ns, time_ns - baseline.usual_ns(part), [charge])


def _slow_groups(
    charges: Sequence[Charge],
    whole_ns: int,
    baseline: Baseline,
    totals_ns: Mapping[Group, int],
) -> Iterator[Slow]:
    for key, time_ns in with_groups(charges).items():
        if isinstance(key, Part) or not is_out_of_line(key, time_ns, whole_ns, baseline):
            continue
        members = members_of(key, charges)
        grown = [each for each in members if each.time_ns > baseline.highest_ns(each.part)]
        if len(grown) > 1 and totals_ns.get(key, 0) > baseline.highest_total_ns(key):
            yield Slow(key, time_ns, time_ns - baseline.usual_ns(key), members)


def is_out_of_line(key: Key, time_ns: int, whole_ns: int, baseline: Baseline) -> bool:
    """Say whether a part or group took longer than healthy traces allow."""
    if time_ns < max(LEAST_EXCESS_NS, whole_ns // 4):
        return False
    usual_ns, highest_ns = baseline.usual_ns(key), baseline.highest_ns(key)
    excess_ns = time_ns - usual_ns
    if time_ns <= _limit_ns(usual_ns, highest_ns, baseline.count):
        return False
    if excess_ns < max(LEAST_EXCESS_NS, whole_ns // (4 if baseline.is_enough else 3)):
        return False
    if not _stands_out(time_ns, usual_ns, whole_ns, baseline.usual_whole_ns):
        return False
    return excess_ns >= RIPPLES * baseline.ripple_ns(key)


def _stands_out(time_ns: int, usual_ns: int, whole_ns: int, usual_whole_ns: int) -> bool:
    """Say whether a part grew at least twice as much as the rest of the trace."""
    rest_ns, usual_rest_ns = whole_ns - time_ns, usual_whole_ns - usual_ns
    return time_ns * max(usual_rest_ns, 0) >= 2 * rest_ns * usual_ns


def _limit_ns(usual_ns: int, highest_ns: int, count: int) -> int:
    margin_ns = max(highest_ns // 2, (highest_ns - usual_ns) * 3 // 2) + MARGIN_NS
    return highest_ns + (margin_ns if count >= ENOUGH_TRACES else 2 * margin_ns)


def excess_ns(charge: Charge, baseline: Baseline) -> int:
    """Say how much longer than usual a part took."""
    return charge.time_ns - baseline.usual_ns(charge.part)


def is_slow_all_over(whole_ns: int, baseline: Baseline) -> bool:
    """Say whether the whole took longer than healthy ones do, by the same measure."""
    return whole_ns > _limit_ns(baseline.usual_whole_ns, baseline.high_whole_ns, baseline.count)
