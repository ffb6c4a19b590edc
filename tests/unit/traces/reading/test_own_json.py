"""What this tool prints as JSON and holds no spans is named, with the way to what does."""

import json
from typing import Any

import pytest

from tests.unit.traces.writers.formats import TRACE
from tracing_sandbox.traces.comparing.comparison import compare
from tracing_sandbox.traces.explaining.document import summary_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.trace_file import BadTraceFile, read_trace_text
from tracing_sandbox.traces.surveying.survey import survey

ORDER = {"id": "6a9680cd", "state": "confirmed", "lead_time_days": 1, "trace_id": TRACE.trace_id}
DOCUMENTS = {
    "a list of traces": (
        {"traces": [summary_document(explain(TRACE))]},
        "a list of traces without their spans; save one with trace TRACE_ID --json",
    ),
    "a list of no traces": ({"traces": []}, "a list of traces without their spans"),
    "a comparison": (
        compare(TRACE, TRACE).as_document(),
        "a comparison, which has no whole spans; save each trace with trace TRACE_ID --json",
    ),
    "a survey": (
        {**survey([TRACE]).as_document(), "more": False},
        "what is said of many traces, without their spans; save one with trace TRACE_ID --json",
    ),
    "an order whose trace is not sampled": (
        {"order": ORDER, "sampled": False, "trace_id": TRACE.trace_id},
        "an order without its trace, which was not sampled or did not arrive",
    ),
    "an order of the shop": (ORDER, "an order of the shop; its trace is the one of its trace_id"),
    "a status": (
        {"home": "/h", "parts": [], "memory_mb": 1.0},
        "the status of the sandbox, which has no spans",
    ),
}


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_document_without_spans_is_named(name: str) -> None:
    document, named = DOCUMENTS[name]
    assert named in refusal_of(document)


def refusal_of(document: Any) -> str:
    with pytest.raises(BadTraceFile) as raised:
        read_trace_text(json.dumps(document), "f.json")
    return str(raised.value)
