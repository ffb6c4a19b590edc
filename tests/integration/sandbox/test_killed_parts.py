"""kill -9 of any one part: the rest answers honestly and in time, and the part comes back."""

import time
from collections.abc import Callable, Iterator
from functools import cache

import psutil
import pytest

from tests.e2e.traces_of import wait_for_whole_traces
from tests.traffic import Placed, Traffic
from tests.waiting import wait_until
from tracing_sandbox.running.health import ask_budget
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.traces.jaeger.client import JaegerClient

# What a busy machine adds to the frontend's budget of a request.
MARGIN_S = 5
ORDERS_BEFORE = 20
ORDERS_AFTER = 40
HONEST = {201, 502, 503, 504}


Kill = Callable[[str], tuple[Traffic, float]]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    with open_trial(tmp_path_factory.mktemp("killed")) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def kill(sandbox: TrialSandbox) -> Kill:
    """Kill a part under traffic, once for all that is said of it."""
    return cache(lambda name: kill_under_traffic(sandbox, name))


def pid_of(sandbox: TrialSandbox, name: str) -> int:
    """Return the part's process id; 0 while it has none."""
    processes = Supervisor(sandbox.home).processes() or []
    return next(int(found["pid"]) for found in processes if found["name"] == name)


def kill_under_traffic(sandbox: TrialSandbox, name: str) -> tuple[Traffic, float]:
    """Kill a part between orders, wait until orders go through again; return when it died."""
    with Traffic(sandbox.frontend_url) as traffic:
        wait_until(lambda: len(traffic.confirmed_since(0)) >= ORDERS_BEFORE, "first orders", 60)
        victim = psutil.Process(pid_of(sandbox, name))
        victim.kill()
        killed_at = time.monotonic()
        wait_until(lambda: pid_of(sandbox, name) not in (victim.pid, 0), f"{name} to come back", 60)
        back_at = time.monotonic()
        wait_until(
            lambda: len(traffic.confirmed_since(back_at)) >= ORDERS_AFTER, "orders after it", 60
        )
    return traffic, killed_at


def is_honest(order: Placed) -> bool:
    media_type = "application/json" if order.status == 201 else "application/problem+json"
    return order.status in HONEST and order.content_type == media_type and bool(order.trace_id)


# Before Jaeger is killed: it forgets what it had.
def test_kill_of_the_collector_loses_no_span(sandbox: TrialSandbox, kill: Kill) -> None:
    traffic, _ = kill("collector")
    jaeger = JaegerClient(sandbox.jaeger_url)
    wait_for_whole_traces(jaeger, [order.trace_id for order in traffic.confirmed_since(0)])


@pytest.mark.parametrize("name", ["thirdparty", "inventory", "collector", "jaeger"])
def test_kill_leaves_the_shop_honest_and_in_time(
    sandbox: TrialSandbox, kill: Kill, name: str
) -> None:
    traffic, _ = kill(name)
    budget_s = ask_budget(f"{sandbox.frontend_url}/healthz")
    assert budget_s
    assert [order for order in traffic.orders if not is_honest(order)] == []
    assert max(order.seconds for order in traffic.orders) < budget_s + MARGIN_S


def test_kill_of_jaeger_loses_no_span_of_later_orders(sandbox: TrialSandbox, kill: Kill) -> None:
    traffic, killed_at = kill("jaeger")
    jaeger = JaegerClient(sandbox.jaeger_url)
    wait_for_whole_traces(jaeger, [order.trace_id for order in traffic.confirmed_since(killed_at)])


# Last: its old worker keeps its port for as long as somebody keeps a connection to it.
def test_kill_of_the_frontend_ends_with_a_frontend(kill: Kill) -> None:
    traffic, _ = kill("frontend")
    answered = [order for order in traffic.orders if order.status]
    assert [order for order in answered if not is_honest(order)] == []
