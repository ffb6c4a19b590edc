"""What a trace says: read it, measure it, judge it, explain it, compare it, and draw it.

Each folder is a floor; it imports from those below it alone. All but `jaeger` is pure.
"""

from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_file

__all__ = ["Explanation", "Trace", "explain", "explanation_document", "read_trace_file"]
