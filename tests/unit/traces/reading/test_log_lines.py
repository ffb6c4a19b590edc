"""Spans in the output of a program: what else stands there is passed over, and costs no span."""

import json
from io import BytesIO

import pytest

from tests.unit.traces.writers.formats import TRACE
from tests.unit.traces.writers.otlp import write_otlp
from tests.unit.traces.writers.python_sdk import write_console
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_bytes, read_trace_text

PRETTY = write_console(TRACE.spans)
LINES = [json.dumps(write_otlp([span])) for span in TRACE.spans]


def read_whole(text: str) -> Trace:
    """Read all spans of a text, which must be complete."""
    (trace,) = read_trace_bytes(BytesIO(text.encode()), "trace").traces
    assert (len(trace.spans), trace.bad_spans) == (len(TRACE.spans), ())
    assert explain(trace).complete
    return trace


WORDS = [
    "INFO:werkzeug:starting {not json}",
    '[14/Nov/2023 22:13:20] "GET / HTTP/1.1" 200 2',
    '127.0.0.1 - - [14/Nov/2023 22:13:20] "GET / HTTP/1.1" 200 -',
    "[2023-01-01 12:00:00] INFO [app] hello",
    "[2023] INFO hello",
    "WARNING x {a: 1}",
    "{not json}",
    "{'a': 1, 'b': [2]}",
    'Traceback (most recent call last):\n  File "x.py", line 3, in f\n    x = {"a": 1}["b"]',
    '    raise KeyError("b")\nKeyError: "b"',
    "{",
    "function f() {",
    "}",
    '"quoted',
    "OTLP export of Tuesday",
    "\b\b starting",
    '{"level": "info", "message": "served", "trace_id": "ab", "span_id": "cd"}',
    '{"level": "info", "traceId": "ab", "spanId": "cd", "name": "logger", "timestamp": "x"}',
]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("documents", [[PRETTY], LINES])
def test_words_among_spans_cost_nothing(words: str, documents: list[str]) -> None:
    read_whole("\n".join([words, *documents, words]))
    read_whole("\n".join([*documents[:1], words, words, *documents[1:]]))


@pytest.mark.parametrize(
    "lead", ["INFO log ", "[app] ", "2023-11-14 22:13:20,000 INFO {x} [y] ", 'x "a": ', "> {", "- "]
)
def test_words_before_a_document_on_its_line_cost_nothing(lead: str) -> None:
    read_whole("\n".join(f"{lead}{line} bye" for line in LINES))
    read_whole(lead + PRETTY)


LEADS = [
    "app-1  | ",
    "shop_web.1 | ",
    "app-1  | 2023-11-14T22:13:20.123456789Z ",
    "2023-11-14T22:13:20.123Z stdout F ",
    "[pod/shop-5d4/web] ",
]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("text", [PRETTY, "\n".join(LINES)])
def test_what_a_container_engine_writes_before_lines_is_taken_off(lead: str, text: str) -> None:
    read_whole("\n".join(f"{lead}{line}" for line in text.splitlines()))
    read_whole("Attaching to app-1\n" + "\n".join(f"{lead}{line}" for line in text.splitlines()))


def test_documents_of_containers_that_write_at_once_are_put_together() -> None:
    half = len(TRACE.spans) // 2
    one = write_console(TRACE.spans[:half]).splitlines()
    other = write_console(TRACE.spans[half:]).splitlines()
    lines = []
    for number in range(max(len(one), len(other))):
        lines += [f"web-1  | {line}" for line in one[number : number + 1]]
        lines += [f"db-1   | {line}" for line in other[number : number + 1]]
        lines += ["cache-1 | hello"] * (number % 7 == 0)
    read_whole("\n".join(lines))


def test_words_are_noted_with_their_line() -> None:
    reading = read_trace_text("\n".join(["hello", *LINES]), "trace")
    (note,) = reading.notes
    assert (note.place, note.fault) == ("line 1", "not JSON, but text: 'hello'")


def test_line_of_words_that_names_a_span_is_no_little_thing() -> None:
    text = "\n".join([*LINES, f'  "traceId": "{TRACE.trace_id}", "spanId": "ab"'])
    (trace,) = read_trace_text(text, "trace").traces
    assert [bad.place for bad in trace.bad_spans] == [f"line {len(LINES) + 1}"]


@pytest.mark.parametrize("between", ["\x1e", "\n\x1e"])
def test_text_sequences_of_json_are_read(between: str) -> None:
    read_whole(between + between.join(LINES))
