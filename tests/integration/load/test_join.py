"""A run's traces are found in a real Jaeger, while they still arrive, and when it goes away."""

import signal
import time
from collections.abc import Callable, Sequence

import requests

from tests.integration.collector.running import Jaeger
from tests.unit.load.made import BEGAN_NS, MS, made_journey
from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.load.joining.join import join
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

COUNT = 1_000
BATCH = 250
APART_MS = 20.0
MORE = 2
SOME = 20


def send(jaeger: Jaeger, traces: Sequence[Trace]) -> None:
    for first in range(0, len(traces), BATCH):
        spans = [span for trace in traces[first : first + BATCH] for span in trace.spans]
        url = f"http://127.0.0.1:{jaeger.otlp_port}/v1/traces"
        assert requests.post(url, json=write_otlp(spans), timeout=30).status_code == 200


def test_all_are_joined_while_they_arrive_and_stay_when_jaeger_is_gone(
    start_jaeger: Callable[[], Jaeger],
) -> None:
    jaeger = start_jaeger()
    now_ms = (time.time_ns() - BEGAN_NS) / MS - COUNT * APART_MS
    made = [made_journey(number, now_ms + APART_MS * number) for number in range(COUNT)]
    records, traces = [each for each, _ in made], [trace for _, trace in made]
    late = [traces[:-100], traces[-100:-3], traces[-3:]]

    def arrive(*_: int) -> None:
        if late:
            send(jaeger, late.pop(0))

    client = JaegerClient(jaeger.url)
    arrive()
    joined = join(client, records, arrive, deadline_s=60.0)
    assert (joined.joined, joined.lost, joined.broken) == (COUNT, [], [])
    assert joined.traces.keys() == {trace.trace_id for trace in traces}

    def go_away(*_: int) -> None:
        jaeger.end(signal.SIGKILL)

    now_ms = (time.time_ns() - BEGAN_NS) / MS
    more = [made_journey(COUNT + number, now_ms) for number in range(MORE)]
    some = [*records[-SOME:], *(each for each, _ in more)]
    joined = join(client, some, go_away, deadline_s=15.0)
    assert (joined.joined, len(joined.lost)) == (SOME, MORE)
    assert joined.problem.startswith("Jaeger does not answer at ")
