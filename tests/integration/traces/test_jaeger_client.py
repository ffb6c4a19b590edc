"""Reading traces back from the real Jaeger."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from tests.integration.collector.running import Jaeger
from tests.unit.traces.simulated.shop import run
from tests.unit.traces.writers.otlp import write_otlp
from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_ports
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import BadAnswer, JaegerUnreachable
from tracing_sandbox.traces.reading.span import Event, Link, Span
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_file


@pytest.fixture
def jaeger(start_jaeger: Callable[[], Jaeger]) -> Jaeger:
    return start_jaeger()


def send(jaeger: Jaeger, spans: Iterable[Span]) -> None:
    answer = requests.post(
        f"http://127.0.0.1:{jaeger.otlp_port}/v1/traces", json=write_otlp(spans), timeout=30
    )
    assert answer.status_code == 200, answer.text


def place_order_now(seed: int) -> Trace:
    """A trace of the simulated shop that began a moment ago."""
    trace = run("place_order", seed)
    shift = time.time_ns() - 2_000_000_000 - min(span.start_ns for span in trace.spans)
    return Trace(trace.trace_id, tuple(moved(span, shift) for span in trace.spans))


def moved(span: Span, shift: int) -> Span:
    return replace(span, start_ns=span.start_ns + shift, end_ns=span.end_ns + shift)


def by_id(spans: Iterable[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: span.span_id)


def test_trace_comes_back_as_it_was_sent(jaeger: Jaeger) -> None:
    sent = run("place_order", 1)
    first, *others = sent.spans
    telling = replace(
        first,
        error=True,
        status_message="no tea",
        attributes={"text": "tea", "whole": 2**60, "part": 0.5, "yes": True, "list": ["a", 1]},
        events=(Event("exception", first.start_ns + 5, {"exception.type": "NoTea"}),),
        links=(Link("ab" * 16, "cd" * 8, {"why": "retry"}),),
    )
    spans = [telling, *others]
    send(jaeger, spans)
    client = JaegerClient(jaeger.url)
    found = wait_until(lambda: client.find_trace(sent.trace_id), "the trace in Jaeger")
    assert by_id(found.spans) == by_id(spans)
    assert found.bad_spans == ()


def test_trace_says_the_same_from_jaeger_and_from_every_kind_of_file(
    jaeger: Jaeger, tmp_path: Path
) -> None:
    sent = run("place_order", 2)
    send(jaeger, sent.spans)
    client = JaegerClient(jaeger.url)
    found = wait_until(lambda: client.find_trace(sent.trace_id), "the trace in Jaeger")
    from_jaeger = explanation_document(explain(found))
    one_document = tmp_path / "document.json"
    one_document.write_text(json.dumps(write_otlp(sent.spans)))
    one_a_line = tmp_path / "lines.json"
    one_a_line.write_text("".join(f"{json.dumps(write_otlp([span]))}\n" for span in sent.spans))
    answer = tmp_path / "answer.json"
    answer.write_text(requests.get(f"{jaeger.url}/api/v3/traces/{sent.trace_id}", timeout=30).text)
    for path in (one_document, one_a_line, answer):
        (read,) = read_trace_file(path).traces
        assert explanation_document(explain(read)) == from_jaeger


def test_trace_saved_from_the_page_says_the_same_sentence(jaeger: Jaeger, tmp_path: Path) -> None:
    sent = run("place_order", 3)
    send(jaeger, sent.spans)
    client = JaegerClient(jaeger.url)
    found = wait_until(lambda: client.find_trace(sent.trace_id), "the trace in Jaeger")
    saved = tmp_path / "saved.json"
    saved.write_text(requests.get(f"{jaeger.url}/api/traces/{sent.trace_id}", timeout=30).text)
    (read,) = read_trace_file(saved).traces
    assert explain(read).answer == explain(found).answer
    assert {s.span_id: (s.kind, s.error, s.parent_id, s.service, s.name) for s in read.spans} == {
        s.span_id: (s.kind, s.error, s.parent_id, s.service, s.name) for s in sent.spans
    }


def test_unknown_trace_is_none_and_an_empty_search_is_empty(jaeger: Jaeger) -> None:
    client = JaegerClient(jaeger.url)
    assert client.find_trace("ab" * 16) is None
    assert client.find_traces("nobody") == []
    assert client.find_traces() == []
    assert client.services() == []


def test_search_finds_the_newest_first_of_one_service_or_all(jaeger: Jaeger) -> None:
    traces = [place_order_now(seed) for seed in range(5)]
    client = JaegerClient(jaeger.url)
    for trace in traces:
        send(jaeger, trace.spans)
    wait_until(lambda: len(client.find_traces("frontend")) == 5, "five traces in Jaeger")
    ids = [trace.trace_id for trace in reversed(traces)]
    assert [trace.trace_id for trace in client.find_traces("frontend", 2)] == ids[:2]
    assert [trace.trace_id for trace in client.find_traces(limit=3)] == ids[:3]
    assert [trace.trace_id for trace in client.find_traces("inventory")] == ids
    assert client.services() == ["frontend", "inventory", "thirdparty"]


def test_search_narrows_by_operation_time_and_duration(jaeger: Jaeger) -> None:
    trace = place_order_now(7)
    send(jaeger, trace.spans)
    client = JaegerClient(jaeger.url)
    wait_until(lambda: client.find_traces("frontend"), "the trace in Jaeger")
    past = datetime.now(UTC) - timedelta(hours=1)
    assert len(client.find_traces("frontend", operation="POST api/orders")) == 1
    assert client.find_traces("frontend", operation="GET api/orders") == []
    assert client.find_traces("frontend", until=past) == []
    assert len(client.find_traces("frontend", since=past)) == 1
    assert client.find_traces("frontend", min_duration_ms=60_000) == []


class LateSpans(JaegerClient):
    """Lets the rest of a trace arrive once its first part has been seen."""

    def __init__(self, jaeger: Jaeger, late: list[Span]) -> None:
        super().__init__(jaeger.url)
        self._jaeger = jaeger
        self._late = late

    def find_trace(self, trace_id: str) -> Trace | None:
        found = super().find_trace(trace_id)
        if found and self._late:
            whole = len(found.spans) + len(self._late)
            send(self._jaeger, self._late)
            self._late = []
            wait_until(lambda: count_spans(self, trace_id) == whole, "the late spans in Jaeger")
        return found


def count_spans(client: JaegerClient, trace_id: str) -> int:
    trace = client.find_trace(trace_id)
    return len(trace.spans) if trace else 0


def test_waiting_ends_when_the_last_span_has_come(jaeger: Jaeger) -> None:
    trace = run("place_order", 8)
    server_of_the_inventory = [span for span in trace.spans if span.service == "inventory"]
    rest = [span for span in trace.spans if span.service != "inventory"]
    send(jaeger, rest)
    client = LateSpans(jaeger, server_of_the_inventory)
    arrival = wait_for_whole_trace(client, trace.trace_id, deadline_s=60)
    assert arrival.whole
    assert arrival.trace is not None
    assert len(arrival.trace.spans) == len(trace.spans)


def test_waiting_ends_unfinished_when_nothing_more_comes(jaeger: Jaeger) -> None:
    trace = run("place_order", 9)
    rest = [span for span in trace.spans if span.service == "frontend"]
    send(jaeger, rest)
    began = time.monotonic()
    arrival = wait_for_whole_trace(JaegerClient(jaeger.url), trace.trace_id, deadline_s=30)
    assert not arrival.whole
    assert arrival.trace is not None
    assert len(arrival.trace.spans) == len(rest)
    assert time.monotonic() - began < 25


def test_waiting_for_a_trace_that_never_comes_ends_at_the_deadline(jaeger: Jaeger) -> None:
    arrival = wait_for_whole_trace(JaegerClient(jaeger.url), "ab" * 16, deadline_s=0.3)
    assert (arrival.trace, arrival.whole) == (None, False)


def test_nobody_at_the_address_is_told_with_the_next_step() -> None:
    (port,) = free_ports(1)
    with pytest.raises(JaegerUnreachable) as raised:
        JaegerClient(f"http://127.0.0.1:{port}").find_trace("ab" * 16)
    assert str(raised.value) == (
        f"Jaeger does not answer at http://127.0.0.1:{port}: connection refused or lost. "
        "Start it, or give the address of one that runs."
    )


def test_wrong_port_of_jaeger_is_a_bad_answer(jaeger: Jaeger) -> None:
    url = f"http://127.0.0.1:{jaeger.otlp_port}"
    with pytest.raises(BadAnswer, match="answered 404"):
        JaegerClient(url).find_trace("ab" * 16)
