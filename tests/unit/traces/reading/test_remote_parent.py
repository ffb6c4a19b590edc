"""Whether the parent of a span is in another process, as far as a format tells."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.traces.writers.formats import TRACE, WRITERS
from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.traces.reading.trace_file import read_trace_text

REMOTE, LOCAL = 0x300, 0x100
ROOT, *OTHERS = TRACE.spans
KNOWN = (
    replace(ROOT, parent_id="ab" * 8, parent_is_remote=True),
    *(replace(span, parent_is_remote=span.kind == "server") for span in OTHERS),
)


def read_flags(flags: Any) -> bool | None:
    document = write_otlp(TRACE.spans[:2])
    spans = document["resourceSpans"][0]["scopeSpans"][0]["spans"]
    spans[1]["flags"] = flags
    (trace,) = read_trace_text(json.dumps(document), "f.json").traces
    assert trace.notes == ()
    return next(span.parent_is_remote for span in trace.spans if span.parent_id)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (REMOTE | 1, True),
        (REMOTE, True),
        (str(REMOTE), True),
        (LOCAL | 1, False),
        (LOCAL, False),
        (1, None),
        (0x200, None),
        (None, None),
        ("x", None),
        (True, None),
        (1.5, None),
        ([], None),
    ],
)
def test_flags_of_otlp_tell_whether_the_parent_is_remote(flags: Any, told: bool | None) -> None:
    assert read_flags(flags) is told


def test_root_has_no_parent_that_could_be_remote() -> None:
    document = write_otlp([ROOT])
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["flags"] = REMOTE
    (trace,) = read_trace_text(json.dumps(document), "f.json").traces
    assert trace.spans[0].parent_is_remote is None


@pytest.mark.parametrize(
    "name", ["otlp", "otlp-snake-case", "jaeger-api-3", "tempo", "explanation", "order"]
)
def test_format_that_tells_it_is_read_as_it_was_written(name: str) -> None:
    (trace,) = read_trace_text(WRITERS[name](KNOWN), "f.json").traces
    found = {span.span_id: span.parent_is_remote for span in trace.spans}
    assert found == {span.span_id: span.parent_is_remote for span in KNOWN}
