"""When the server span of a streamed answer ends, and what becomes of spans made after it."""

import pytest

from tests.claims.program import BATCHES, DJANGO, Ended, run

LINES = """
from opentelemetry import context

def lines(here=None):
    for name in ("first", "second"):
        with tracer.start_as_current_span(name, context=here):
            yield "line"
"""
ASKED_DJANGO = """
urlpatterns.append(path("lines", lambda request: StreamingHttpResponse({lines})))
DjangoInstrumentor().instrument()
ask("/lines")
"""
ASKED_FLASK = """
from flask import Flask, Response, stream_with_context
from opentelemetry.instrumentation.flask import FlaskInstrumentor

app = Flask("tea")
app.add_url_rule("/lines", view_func=lambda: Response({lines}), endpoint="lines")
FlaskInstrumentor().instrument_app(app)
app.test_client().get("/lines", buffered=True)
"""
DJANGOS = (DJANGO, ASKED_DJANGO)
FLASKS = (BATCHES, ASKED_FLASK)


def ask(framework: tuple[str, str], lines: str) -> Ended:
    before, asked = framework
    return run(asked.replace("{lines}", lines), before=before + LINES)


@pytest.mark.parametrize(
    ("framework", "lines"),
    [(DJANGOS, "lines()"), (FLASKS, "lines()"), (FLASKS, "stream_with_context(lines())")],
    ids=["Django", "Flask", "Flask, with its context"],
)
def test_server_span_ends_before_the_stream_begins_and_the_streams_spans_are_roots(
    framework: tuple[str, str], lines: str
) -> None:
    asked = ask(framework, lines)
    server, first, second = asked.spans
    assert asked.roots == [server["name"], "first", "second"]
    assert server["end_time"] <= first["start_time"] <= second["start_time"]


@pytest.mark.parametrize("framework", [DJANGOS, FLASKS], ids=["Django", "Flask"])
def test_context_that_is_handed_to_the_generator_joins_its_spans_to_the_trace(
    framework: tuple[str, str],
) -> None:
    asked = ask(framework, "lines(context.get_current())")
    assert asked.roots == asked.names[:1]
    assert asked.names[1:] == ["first", "second"]


def test_span_in_a_generator_that_is_left_ends_when_it_is_closed() -> None:
    left = run("stream = lines()\nnext(stream)\nprint(0)\nstream.close()", before=BATCHES + LINES)
    kept = run(
        "stream = lines()\nnext(stream)\nimport os\nprovider.force_flush()\nos._exit(0)",
        before=BATCHES + LINES,
    )
    assert (left.names, kept.names) == (["first"], [])
