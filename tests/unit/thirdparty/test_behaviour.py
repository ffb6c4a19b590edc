"""The thirdparty's pace: the same seed, the same sequence."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdparty.behaviour import Behaviour


def draws(latency_ms: float, seed: int, count: int = 20) -> list[float]:
    behaviour = Behaviour(latency_ms, seed)
    return [behaviour.draw_latency_ms() for _ in range(count)]


@given(st.integers())
def test_same_seed_gives_the_same_sequence(seed: int) -> None:
    assert draws(15.0, seed) == draws(15.0, seed)


def test_another_seed_gives_another_sequence() -> None:
    assert draws(15.0, 1) != draws(15.0, 2)


def test_latency_jitters_around_what_was_set() -> None:
    found = draws(15.0, 1, count=2000)
    assert statistics.median(found) == pytest.approx(15.0, rel=0.05)
    assert statistics.stdev(found) == pytest.approx(15.0 * 0.26, rel=0.15)
    assert min(found) > 0


def test_no_latency_is_none() -> None:
    assert draws(0.0, 1) == [0.0] * 20


def test_thinking_takes_the_drawn_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    Behaviour(15.0, 7).think()
    assert slept == [draws(15.0, 7, count=1)[0] / 1000]
