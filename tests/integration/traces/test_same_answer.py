"""A trace says the same wherever it is asked about, whatever else Jaeger holds."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from tests.integration.collector.running import Jaeger
from tests.unit.traces.simulated.shop import run
from tests.unit.traces.simulated.simulation import Plan
from tests.unit.traces.writers.otlp import write_otlp
from tests.waiting import wait_until
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.terminal.trace_view import explain_found
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.listing import explain_listed
from tracing_sandbox.traces.jaeger.peers import explain_from
from tracing_sandbox.traces.reading.trace import Trace

ORDERS = 12
REFUSALS = 45
SLOW_MS = 290.0
MINUTES_AGO_NS = 120_000_000_000
APART_NS = 1_000_000_000


@pytest.fixture
def jaeger(start_jaeger: Callable[[], Jaeger]) -> Jaeger:
    """Give a Jaeger that holds orders, then many refusals of orders, then a slow order."""
    jaeger = start_jaeger()
    slow = Plan(delays_ms={("thirdparty", "look_up_price", "work"): SLOW_MS})
    traces = [answered(run("place_order", seed), 201) for seed in range(ORDERS)]
    traces += [refusal(seed) for seed in range(100, 100 + REFUSALS)]
    traces += [answered(run("place_order", 200, slow), 201), refusal(201)]
    began_ns = time.time_ns() - MINUTES_AGO_NS
    send(jaeger, [moved(each, began_ns + n * APART_NS) for n, each in enumerate(traces)])
    return jaeger


def send(jaeger: Jaeger, traces: Sequence[Trace]) -> None:
    """Send traces, and wait until Jaeger holds them beside those that it held."""
    url = f"http://127.0.0.1:{jaeger.otlp_port}/v1/traces"
    held = len(newest(jaeger, 200))
    for trace in traces:
        sent = requests.post(url, json=write_otlp(trace.spans), timeout=30)
        assert sent.status_code == 200
    wait_until(lambda: len(newest(jaeger, 200)) == held + len(traces), "every trace in Jaeger")


def answered(trace: Trace, status: int) -> Trace:
    told = {"http.response.status_code": status}
    spans = [
        replace(span, attributes={**span.attributes, **told}) if span.parent_id is None else span
        for span in trace.spans
    ]
    return Trace(trace.trace_id, tuple(spans))


def refusal(seed: int) -> Trace:
    """An order that is refused at once: the root alone, for less than a millisecond."""
    trace = answered(run("place_order", seed), 422)
    (root,) = (span for span in trace.spans if span.parent_id is None)
    return Trace(trace.trace_id, (replace(root, end_ns=root.start_ns + 600_000),))


def moved(trace: Trace, start_ns: int) -> Trace:
    shift = start_ns - min(span.start_ns for span in trace.spans)
    spans = (
        replace(span, start_ns=span.start_ns + shift, end_ns=span.end_ns + shift)
        for span in trace.spans
    )
    return Trace(trace.trace_id, tuple(spans))


def newest(jaeger: Jaeger, count: int) -> Sequence[Trace]:
    return JaegerClient(jaeger.url).find_traces(None, count)


def the_slow_one(explained: Sequence[Explanation]) -> Explanation:
    return next(each for each in explained if len(each.services) > 1)


def test_order_is_compared_with_orders_and_not_with_refusals(jaeger: Jaeger) -> None:
    slow, before = [trace for trace in newest(jaeger, 200) if len(trace.spans) > 1][:2]
    client = JaegerClient(jaeger.url)
    explained = explain_from(client, slow)
    assert explained.blame is not None
    assert f"in {ORDERS} healthy traces it took" in explained.blame.sentence
    healthy = explain_from(client, before)
    assert (healthy.blame, healthy.answer.endswith("nothing out of line.")) == (None, True)


def test_refusal_is_compared_with_refusals(jaeger: Jaeger) -> None:
    explained = explain_from(JaegerClient(jaeger.url), newest(jaeger, 1)[0])
    assert explained.answer.endswith("nothing out of line.")


@pytest.mark.parametrize("count", [2, 10, 50, 200])
def test_list_of_any_length_says_what_the_trace_says(jaeger: Jaeger, count: int) -> None:
    client = JaegerClient(jaeger.url)
    listed = explain_listed(client, newest(jaeger, count))
    alone = [explain_from(client, trace) for trace in newest(jaeger, count)[:3]]
    assert [explanation_document(each) for each in listed[:3]] == [
        explanation_document(each) for each in alone
    ]


def test_file_says_what_jaeger_says(jaeger: Jaeger, tmp_path: Path) -> None:
    """Of a slow order, of a refusal, and of an order that failed."""
    addresses = Addresses("http://127.0.0.1:9", jaeger.url)
    send(jaeger, [moved(failure(300), time.time_ns())])
    saved = tmp_path / "saved.json"
    for trace in newest(jaeger, 3):
        (asked,) = explain_found(addresses, trace.trace_id)
        told = (asked.explanation.answer, sentence(asked.explanation))
        for path in ("/api/v3/traces", "/api/traces"):
            answer = requests.get(f"{jaeger.url}{path}/{trace.trace_id}", timeout=30)
            saved.write_text(answer.text)
            (read,) = explain_found(addresses, str(saved))
            assert (read.explanation.answer, sentence(read.explanation)) == told
        saved.write_text(json.dumps(explanation_document(asked.explanation)))
        (read,) = explain_found(addresses, str(saved))
        assert (read.explanation.answer, sentence(read.explanation)) == told


def failure(seed: int) -> Trace:
    plan = Plan(failures={("thirdparty", "look_up_price"): "out of prices"})
    return answered(run("place_order", seed, plan), 502)


def test_file_without_jaeger_is_judged_on_its_own(jaeger: Jaeger, tmp_path: Path) -> None:
    trace = newest(jaeger, 2)[1]
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(write_otlp(trace.spans)))
    nowhere = Addresses("http://127.0.0.1:9", "http://127.0.0.1:9")
    (read,) = explain_found(nowhere, str(saved))
    assert read.explanation.answer.endswith("there is no healthy trace to compare with.")


def sentence(explanation: Explanation) -> str:
    return explanation.blame.sentence if explanation.blame else ""
