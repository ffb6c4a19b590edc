"""What a trace says: read it, measure it, judge it, explain it, compare it, and draw it.

Each folder is a floor; it imports from those below it alone. All but `jaeger` and `collector` are
pure.
"""

from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.explaining.newest import explain_newest
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import BadTraceFile, read_trace_file
from tracing_sandbox.traces.surveying.survey import Survey, survey

__all__ = [
    "BadTraceFile",
    "Explanation",
    "Survey",
    "Trace",
    "explain",
    "explain_newest",
    "explanation_document",
    "read_trace_file",
    "survey",
]
