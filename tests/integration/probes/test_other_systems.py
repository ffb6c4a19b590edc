"""The doctor on two systems that are not ours, healthy and with mistakes that are made by hand.

They have neither our attributes nor our logs: FastAPI with httpx, and Flask with urllib3.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import pytest
import requests

from tests.integration.forks import Forks
from tests.integration.probes.systems.started import ENVIRONMENT, MODULES, RUN, SYSTEMS, started
from tests.waiting import wait_until
from tracing_sandbox.doctor import choose_healthy, diagnose
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

HEALTHY_REQUESTS, BROKEN_REQUESTS = 8, 3
MOST_TRACES = 500
SIDE_BY_SIDE = 2
SETTLED_S = 0.7
# The system, the mistake, the rule and where it must be named.
MISTAKES = (
    ("fastapi_httpx", "stripped", "traceparent-stripped", "gateway->basket"),
    ("fastapi_httpx", "not-injected", "traceparent-not-injected", "gateway->basket"),
    ("fastapi_httpx", "b3-for-w3c", "propagator-mismatch", "gateway->basket"),
    ("fastapi_httpx", "thread-pool", "context-lost-in-thread", "basket"),
    ("fastapi_httpx", "instrumented-twice", "instrumented-twice", "basket"),
    ("fastapi_httpx", "exporter-dead", "exporter-unreachable", "basket"),
    ("fastapi_httpx", "ids-in-names", "ids-in-names", "tax"),
    ("fastapi_httpx", "secret", "secret-in-attribute", "basket"),
    ("flask_urllib3", "not-extracted", "traceparent-not-extracted", "web->search"),
    ("flask_urllib3", "malformed", "traceparent-malformed", "web->search"),
    ("flask_urllib3", "shared-name", "wrong-service-name", "search"),
    ("flask_urllib3", "never-ended", "span-never-ended", "search"),
    # Nothing here tells why the last one reports nothing: it is named, with what it may be.
    ("flask_urllib3", "not-instrumented", "trace-broken", "search->index"),
    ("flask_urllib3", "clock-off", "clock-skew", "web->search"),
)


@dataclass(frozen=True)
class Runs:
    """What each system left, healthy and with each mistake."""

    healthy: dict[str, Sequence[Trace]]
    broken: dict[tuple[str, str], Sequence[Trace]]


@pytest.fixture(scope="module")
def runs(sandbox: TrialSandbox) -> Runs:
    """Run both systems, healthy and with each mistake, some of these side by side."""
    wanted = [(system, "") for system in SYSTEMS]
    wanted += [(system, mistake) for system, mistake, _, _ in MISTAKES]
    forks = Forks(MODULES, ENVIRONMENT)
    with closing(forks), ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        ran = pool.map(lambda each: run(forks, sandbox, *each), wanted)
        left = dict(zip(wanted, ran, strict=True))
    return Runs({system: left.pop((system, "")) for system in SYSTEMS}, left)


def run(forks: Forks, sandbox: TrialSandbox, system: str, mistake: str) -> Sequence[Trace]:
    """Ask a system some times, and return the traces that this leaves."""
    name, began_ns = f"{system}.{mistake}", time.time_ns()
    jaeger = JaegerClient(sandbox.jaeger_url)
    count = BROKEN_REQUESTS if mistake else HEALTHY_REQUESTS
    with started(forks, system, sandbox.collector_url, name, mistake) as url:
        for number in range(count):
            assert requests.get(f"{url}/{number + 10}", timeout=20).ok
        wait_until(lambda: has_settled(jaeger, name, began_ns, count), f"the traces of {name}")
    return traces_of(jaeger, name, began_ns)


def traces_of(jaeger: JaegerClient, name: str, began_ns: int) -> Sequence[Trace]:
    """Find the traces of one run."""
    traces = jaeger.find_traces(None, MOST_TRACES, since=began_ns)
    return [each for each in traces if each.spans[0].resource.get(RUN) == name]


def has_settled(jaeger: JaegerClient, name: str, began_ns: int, least: int) -> bool:
    """Tell whether there are traces, and no span comes any more."""
    before = traces_of(jaeger, name, began_ns)
    time.sleep(SETTLED_S)
    after = traces_of(jaeger, name, began_ns)
    return len(before) >= least and size(before) == size(after)


def size(traces: Sequence[Trace]) -> int:
    """Count the spans."""
    return sum(len(trace.spans) for trace in traces)


@pytest.mark.parametrize("system", SYSTEMS)
def test_healthy_system_is_healthy(runs: Runs, system: str) -> None:
    traces = runs.healthy[system]

    assert diagnose(traces, None, choose_healthy(traces)).findings == ()


@pytest.mark.parametrize(
    ("system", "mistake", "rule", "where"), MISTAKES, ids=lambda value: str(value)
)
def test_mistake_is_named_where_it_is_made(
    runs: Runs, system: str, mistake: str, rule: str, where: str
) -> None:
    traces, healthy = runs.broken[system, mistake], choose_healthy(runs.healthy[system])
    findings = diagnose(traces, None, healthy).findings

    assert (rule, where) in {(finding.rule, finding.where) for finding in findings}
