"""The rule for what is out of line, limit by limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from tracing_sandbox.traces.judging.baseline import Baseline, Measures
from tracing_sandbox.traces.judging.group import Group, Key, with_groups
from tracing_sandbox.traces.judging.repetition import Repeated
from tracing_sandbox.traces.judging.slowness import find_slow
from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.measuring.part import Charge, Part

MS = 1_000_000
A, B, C = (Part("shop", name, "own") for name in ("a", "b", "c"))


def charges(times_ms: Mapping[Part, float]) -> list[Charge]:
    return [Charge(part, round(time_ms * MS), 0) for part, time_ms in times_ms.items()]


def slow_part(times_ms: Mapping[Part, float], baseline: Baseline | None) -> Part | None:
    whole_ns = round(sum(times_ms.values()) * MS)
    found = find_slow(charges(times_ms), whole_ns, baseline)
    assert found is None or isinstance(found.key, Part)
    return found and found.key


@dataclass
class Measured:
    """What one healthy trace took, in milliseconds by part."""

    times_ms: Mapping[Part, float]
    repeats: Mapping[Repeated, int] = field(default_factory=dict)
    failures: frozenset[Likeness] = frozenset()
    calls_ns: Mapping[Key, int] = field(default_factory=dict)
    operations: Mapping[Likeness, tuple[int, Likeness | None]] = field(default_factory=dict)
    awaited: Mapping[Likeness, int] = field(default_factory=dict)
    jobs: Mapping[Likeness, Sequence[Measures]] = field(default_factory=dict)

    @property
    def duration_ns(self) -> int:
        return round(sum(self.times_ms.values()) * MS)

    @property
    def times_ns(self) -> Mapping[Key, int]:
        return with_groups(charges(self.times_ms))

    @property
    def highest_ns(self) -> Mapping[Key, int]:
        return self.times_ns

    @property
    def totals_ns(self) -> Mapping[Group, int]:
        return {key: ns for key, ns in self.times_ns.items() if isinstance(key, Group)}


def baseline(
    usual: float = 40.0, highest: float = 40.0, count: int = 8, ripples: tuple[float, ...] = ()
) -> Baseline:
    """Healthy traces of a part A with these times, of 20 ms of B, and some with surprises.

    The surprises are in parts of their own, each in one trace.
    """
    times = [{A: highest if number == 0 else usual, B: 20.0} for number in range(count)]
    for number, ripple in enumerate(ripples):
        times[number][Part("other", f"step {number}", "own")] = ripple
    return Baseline([Measured(each) for each in times])


@pytest.mark.parametrize(
    ("times_ms", "slow"),
    [
        ({A: 499, B: 1}, None),
        ({A: 500, B: 1}, A),
        ({A: 500, B: 500}, A),
        ({A: 500, B: 501}, B),
        ({A: 900, B: 500, C: 500}, None),
    ],
)
def test_alone_half_a_second_and_half_of_the_whole_is_slow(
    times_ms: dict[Part, float], slow: Part | None
) -> None:
    by_time = dict(sorted(times_ms.items(), key=lambda item: -item[1]))
    assert slow_part(by_time, None) == slow


def test_half_as_long_again_as_the_longest_and_2_ms_is_slow() -> None:
    assert slow_part({A: 213, B: 20}, baseline(usual=100, highest=140)) == A
    assert slow_part({A: 212, B: 20}, baseline(usual=100, highest=140)) is None


def test_spread_of_healthy_traces_widens_the_margin() -> None:
    assert slow_part({A: 172, B: 20}, baseline(usual=40, highest=92)) is None
    assert slow_part({A: 173, B: 20}, baseline(usual=40, highest=92)) == A


def test_few_healthy_traces_double_the_margin() -> None:
    assert slow_part({A: 203, B: 20}, baseline(usual=80, highest=100, count=4)) is None
    assert slow_part({A: 205, B: 20}, baseline(usual=80, highest=100, count=4)) == A
    assert slow_part({A: 153, B: 20}, baseline(usual=80, highest=100, count=5)) is None
    assert slow_part({A: 161, B: 20}, baseline(usual=80, highest=100, count=5)) == A


def test_excess_is_at_least_50_ms() -> None:
    assert slow_part({A: 54, B: 20}, baseline(usual=5, highest=5)) is None
    assert slow_part({A: 55, B: 20}, baseline(usual=5, highest=5)) == A


def test_excess_is_at_least_a_quarter_of_the_whole() -> None:
    usual = Baseline([Measured({A: 40.0, B: 160.0}) for _ in range(8)])
    assert slow_part({A: 106, B: 160}, usual) is None
    assert slow_part({A: 107, B: 160}, usual) == A


def test_excess_is_a_third_of_the_whole_where_there_are_few_healthy_traces() -> None:
    usual = Baseline([Measured({A: 40.0, B: 160.0}) for _ in range(4)])
    assert slow_part({A: 139, B: 160}, usual) is None
    assert slow_part({A: 140, B: 160}, usual) == A


def test_excess_is_at_least_three_times_the_ripple_of_steady_parts() -> None:
    assert slow_part({A: 99, B: 20}, baseline(ripples=(50, 20, 19))) is None
    assert slow_part({A: 100, B: 20}, baseline(ripples=(50, 20, 19))) == A


def test_part_that_varies_in_several_traces_mutes_no_other() -> None:
    noisy = [Measured({A: 40.0, B: 20.0, C: ms}) for ms in (300, 2, 250, 1, 1, 280, 2, 1)]
    assert slow_part({A: 140, B: 20, C: 1}, Baseline(noisy)) == A


def test_parts_of_one_service_are_slow_together() -> None:
    """None of them is a quarter of the whole."""
    calls = [Part("stock", f"GET /{number}", "own") for number in range(4)]
    usual = Baseline([Measured({B: 250.0, **dict.fromkeys(calls, 5.0)}) for _ in range(8)])
    slow = {B: 250.0, **dict.fromkeys(calls, 90.0)}
    totals = {Group("service", "stock"): 360 * MS}
    found = find_slow(charges(slow), 610 * MS, usual, totals)
    assert found is not None
    assert (found.key, found.excess_ns) == (Group("service", "stock"), 340 * MS)
    only_on_the_path = {Group("service", "stock"): 20 * MS}
    assert find_slow(charges(slow), 610 * MS, usual, only_on_the_path) is None


def test_part_that_grew_with_all_the_rest_is_not_slow() -> None:
    assert slow_part({A: 160, B: 80}, baseline()) is None
    assert slow_part({A: 160, B: 39}, baseline()) == A


def test_part_that_healthy_traces_do_not_have_is_slow() -> None:
    assert slow_part({A: 40, B: 20, C: 51}, baseline()) == C


def test_part_with_the_most_excess_is_the_slow_one() -> None:
    assert slow_part({A: 200, B: 20, C: 180}, baseline()) == C
