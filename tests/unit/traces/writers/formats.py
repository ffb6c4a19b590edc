"""One trace written in every format that is read."""

import json
from collections.abc import Callable, Sequence

from tests.unit.traces.drawn.sketch import client, internal, query, server, trace_of
from tests.unit.traces.writers.jaeger_ui import write_jaeger_ui
from tests.unit.traces.writers.otlp import write_otlp
from tests.unit.traces.writers.python_sdk import write_console, write_span
from tests.unit.traces.writers.tempo import write_snake_case, write_tempo, write_tempo_2
from tests.unit.traces.writers.zipkin import write_shared, write_zipkin
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.span import Event, Span
from tracing_sandbox.traces.reading.trace import Trace

TRACE = trace_of(
    server(
        "shop GET /tea",
        0,
        1000,
        client("shop get_reviews", 40, 300, server("reviews GET /reviews", 50, 290)),
        internal(
            "shop get_price",
            40,
            960,
            client(
                "shop GET",
                350,
                950,
                server(
                    "thirdparty GET /prices",
                    380,
                    930,
                    query(
                        "thirdparty SELECT", 390, 920, error=True, status_message="deadlock found"
                    ),
                    error=True,
                    attributes={"http.route": "/prices"},
                ),
                error=True,
                events=(Event("retry", 1_750_000_000_500_000_000),),
            ),
        ),
        attributes={"http.request.method": "GET", "http.route": "/tea"},
    )
)

Writer = Callable[[Sequence[Span]], str]


def as_json(write: Callable[[Sequence[Span]], object]) -> Writer:
    return lambda spans: json.dumps(write(spans), ensure_ascii=False)


def as_pretty_json(write: Callable[[Sequence[Span]], object]) -> Writer:
    return lambda spans: json.dumps(write(spans), ensure_ascii=False, indent=1)


def write_explanation(spans: Sequence[Span]) -> dict[str, object]:
    return explanation_document(explain(Trace(spans[0].trace_id, tuple(spans))))


WRITERS: dict[str, Writer] = {
    "otlp": as_json(write_otlp),
    "otlp-pretty": as_pretty_json(write_otlp),
    "otlp-snake-case": as_json(write_snake_case),
    "jaeger-api-3": as_json(lambda spans: {"result": write_otlp(spans)}),
    "jaeger-ui": as_json(write_jaeger_ui),
    "tempo": as_json(write_tempo),
    "tempo-2": as_json(write_tempo_2),
    "zipkin": as_json(write_zipkin),
    "zipkin-shared": as_json(write_shared),
    "zipkin-traces": as_json(lambda spans: [write_zipkin(spans)]),
    "python-console": write_console,
    "python-list": as_json(lambda spans: [write_span(span) for span in spans]),
    "explanation": as_json(write_explanation),
    "order": as_json(lambda spans: {"order": {"id": 1}, **write_explanation(spans)}),
}
