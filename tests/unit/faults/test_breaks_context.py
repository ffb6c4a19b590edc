"""Which context work has that is handed on: to a thread, to a generator, to others."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.instrumentation.wsgi import wsgi_getter
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Span, get_current_span

from tracing_sandbox.faults.breaks import (
    baggage_leaked,
    lost_in_generator,
    lost_in_thread_pool,
    traceparent_not_extracted,
    traceparent_not_injected,
)

tracer = trace.get_tracer("test")


def id_of(span: Span) -> int:
    return span.get_span_context().span_id


@pytest.mark.parametrize(
    ("submit", "kept"),
    [(lost_in_thread_pool.submit, False), (lost_in_thread_pool.mended_submit, True)],
)
def test_thread_of_a_pool_has_the_context_that_it_is_given(
    submit: Callable[..., Any], kept: bool, finished_spans: InMemorySpanExporter
) -> None:
    with ThreadPoolExecutor(max_workers=1) as pool, tracer.start_as_current_span("request") as span:
        found = submit(pool, get_current_span).result()

    assert id_of(found) == (id_of(span) if kept else 0)


@pytest.mark.parametrize(
    ("stream", "kept"),
    [(lost_in_generator.stream, False), (lost_in_generator.mended_stream, True)],
)
def test_generator_has_the_context_of_its_request_only_if_it_is_taken_along(
    stream: Callable[..., Any], kept: bool, finished_spans: InMemorySpanExporter
) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(2):
            yield str(id_of(get_current_span())).encode()

    with tracer.start_as_current_span("request") as span:
        answer = stream(pieces())

    assert list(answer) == [str(id_of(span) if kept else 0).encode()] * 2


@pytest.mark.parametrize(
    ("guard", "leaks"),
    [(baggage_leaked.calling_others, True), (baggage_leaked.mended_calling_others, False)],
)
def test_guard_sends_the_trace_and_keeps_the_baggage(
    guard: Callable[[], AbstractContextManager[None]],
    leaks: bool,
    finished_spans: InMemorySpanExporter,
) -> None:
    headers: dict[str, str] = {}
    token = context.attach(baggage.set_baggage("app.channel", "page"))
    with tracer.start_as_current_span("request"), guard():
        propagate.inject(headers)
    context.detach(token)

    assert sorted(headers) == (["baggage", "traceparent"] if leaks else ["traceparent"])


@pytest.mark.parametrize(
    ("begin", "goes_on"),
    [
        (traceparent_not_extracted.begin_span, False),
        (traceparent_not_extracted.mended_begin_span, True),
    ],
)
def test_server_span_goes_on_with_a_trace_that_is_extracted(
    begin: Callable[..., Any], goes_on: bool, finished_spans: InMemorySpanExporter
) -> None:
    sent = f"00-{'a' * 32}-{'b' * 16}-01"

    span, token = begin(tracer, {"HTTP_TRACEPARENT": sent}, "POST /orders")
    if token:
        context.detach(token)

    found = trace.format_trace_id(span.get_span_context().trace_id)
    assert (found == "a" * 32) is goes_on
    assert wsgi_getter.get({"HTTP_TRACEPARENT": sent}, "traceparent") == [sent]


class Answering:
    """Stands for a connection that is answered at once."""

    host = "inventory"
    status = 201

    def request(self, method: str, path: str, body: str, headers: dict[str, str]) -> None:
        self.sent = headers

    def getresponse(self) -> "Answering":
        return self

    def read(self) -> bytes:
        return b"{}"


def test_bare_client_makes_no_span_and_sends_no_context(
    finished_spans: InMemorySpanExporter,
) -> None:
    client = Answering()

    answer = traceparent_not_injected.ask(client, "POST", "/reservations", "{}", {"a": "b"})

    assert (answer, client.sent) == ((201, b"{}"), {"a": "b"})
    assert finished_spans.get_finished_spans() == ()


def test_mended_client_sends_the_context_of_its_own_span(
    finished_spans: InMemorySpanExporter,
) -> None:
    client = Answering()

    traceparent_not_injected.mended_ask(client, "POST", "/reservations", "{}", {})

    (span,) = finished_spans.get_finished_spans()
    assert span.kind is trace.SpanKind.CLIENT
    assert client.sent["traceparent"].split("-")[2] == trace.format_span_id(span.context.span_id)
