"""The twin of an instrumented application reports nothing until it is instrumented itself."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import flask
import pytest
from opentelemetry import propagate, trace
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from werkzeug.test import Client, TestResponse

from tracing_sandbox.faults.bare_app import served_by
from tracing_sandbox.faults.breaks.black_box_third_party import mended_prepare, prepare
from tracing_sandbox.faults.call import Call

OURS = f"00-{'a' * 32}-{'b' * 16}-01"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, finished_spans: InMemorySpanExporter) -> flask.Flask:
    """An application that is instrumented, and has served a request before."""
    app = flask.Flask("shop")

    @app.get("/price")
    def price() -> dict[str, str]:
        with trace.get_tracer("shop").start_as_current_span("look_up"):
            headers: dict[str, str] = {}
            propagate.inject(headers)
        return headers

    FlaskInstrumentor().instrument_app(app)
    module = ModuleType("wsgi")
    module.application = app
    monkeypatch.setattr("tracing_sandbox.faults.bare_app.import_module", lambda _name: module)
    ask(app)
    finished_spans.clear()
    return app


def ask(application: Callable[..., Any]) -> TestResponse:
    return Client(application).get("/price", headers={"traceparent": OURS})


def served(prepare: Callable[[Any], None], service: str, *, silent: bool) -> Callable[..., Any]:
    around = served_by(service, prepare, silent=silent)
    return lambda *args: around(Call(print, args, {}, None, 0, None, {}))


def names(spans: InMemorySpanExporter) -> list[tuple[str, str]]:
    return [
        (span.name, trace.format_trace_id(span.context.trace_id))
        for span in spans.get_finished_spans()
    ]


def test_twin_answers_without_a_span_and_names_no_trace(
    app: flask.Flask, finished_spans: InMemorySpanExporter
) -> None:
    answer = ask(served(prepare, "silent", silent=True))

    assert answer.status_code == 200
    assert "traceresponse" not in answer.headers
    assert names(finished_spans) == []


def test_twin_that_is_instrumented_goes_on_with_the_trace(
    app: flask.Flask, finished_spans: InMemorySpanExporter
) -> None:
    answer = ask(served(mended_prepare, "mended", silent=False))

    assert answer.headers["traceresponse"].split("-")[1] == "a" * 32
    assert names(finished_spans) == [("look_up", "a" * 32), ("GET /price", "a" * 32)]


def test_application_itself_stays_as_it_was(
    app: flask.Flask, finished_spans: InMemorySpanExporter
) -> None:
    ask(served(prepare, "before", silent=True))

    ask(app)

    assert names(finished_spans) == [("look_up", "a" * 32), ("GET /price", "a" * 32)]
    assert not trace.get_current_span().get_span_context().is_valid
