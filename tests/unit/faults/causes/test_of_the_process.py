"""Causes that keep a process from its work: CPU, the interpreter's lock, the garbage collector."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest

from tests.unit.faults.causes.calling import call_of, say_done
from tracing_sandbox.faults.causes import (
    cache_stampede,
    cpu_burned,
    garbage_collection,
    interpreter_lock,
    threads_exhausted,
)

DELAY_MS = 120.0
TICK_S = 0.002
CAUSES = (cpu_burned, interpreter_lock, garbage_collection, cache_stampede)


def only(places: dict[str, Callable[..., Any]]) -> Callable[..., Any]:
    (around,) = places.values()
    return around


@pytest.mark.parametrize("cause", CAUSES)
def test_broken_call_takes_the_delay_and_goes_on(cause: Any) -> None:
    began, threads = time.monotonic(), threading.active_count()
    assert only(cause.BROKEN)(call_of(say_done, delay_ms=DELAY_MS)) == "done"
    assert time.monotonic() - began >= 0.8 * DELAY_MS / 1000
    assert threading.active_count() == threads


@pytest.mark.parametrize("cause", CAUSES)
def test_mended_call_goes_on_and_does_not_take_a_long_delay(cause: Any) -> None:
    began, threads = time.monotonic(), threading.active_count()
    assert only(cause.MENDED)(call_of(say_done, delay_ms=4_000)) == "done"
    assert time.monotonic() - began < 2
    assert threading.active_count() == threads


@contextmanager
def ticking() -> Iterator[list[float]]:
    """Note the time again and again in another thread."""
    ticks, ended = [time.monotonic()], threading.Event()

    def tick() -> None:
        while not ended.wait(TICK_S):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        yield ticks
    finally:
        ended.set()
        thread.join()
        ticks.append(time.monotonic())


def test_nobody_runs_while_another_thread_keeps_the_interpreters_lock() -> None:
    with ticking() as ticks:
        only(interpreter_lock.BROKEN)(call_of(say_done, delay_ms=DELAY_MS))
    assert max(later - earlier for earlier, later in pairwise(ticks)) >= 0.9 * DELAY_MS / 1000


def test_others_run_while_a_thread_waits_that_has_let_the_lock_go() -> None:
    proceeded = []

    def wait_for_ticks() -> None:
        proceeded.append(True)
        threading.Event().wait(DELAY_MS / 1000)

    with ticking() as ticks:
        only(interpreter_lock.MENDED)(call_of(wait_for_ticks, delay_ms=4_000))
    assert proceeded
    assert len(ticks) >= 5


def test_collector_runs_again_and_again_only_when_broken() -> None:
    whole = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            whole.append(info)

    gc.callbacks.append(note)
    try:
        only(garbage_collection.BROKEN)(call_of(say_done, delay_ms=DELAY_MS))
        broken = len(whole)
        only(garbage_collection.MENDED)(call_of(say_done, delay_ms=DELAY_MS))
    finally:
        gc.callbacks.remove(note)
    assert broken >= 1
    assert len(whole) == broken


@pytest.mark.parametrize(
    ("places", "computed"),
    [(cache_stampede.BROKEN, cache_stampede.CALLERS), (cache_stampede.MENDED, 1)],
)
def test_expired_cache_is_computed_by_all_or_by_one(
    places: Any, computed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_rates, counted = cache_stampede.RateCache._new_rates, []

    def count(cache: cache_stampede.RateCache) -> list[float]:
        counted.append(cache)
        return new_rates(cache)

    monkeypatch.setattr(cache_stampede.RateCache, "_new_rates", count)
    only(places)(call_of(say_done, delay_ms=40))
    assert len(counted) == computed


def test_as_many_clients_come_as_the_inventory_has_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_INVENTORY_THREADS", "5")
    assert threads_exhausted.count_threads() == 5
    monkeypatch.delenv("SANDBOX_INVENTORY_THREADS")
    assert threads_exhausted.count_threads() == 16
