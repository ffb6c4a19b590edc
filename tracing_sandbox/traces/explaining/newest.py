"""Many traces explained, each by comparison with the healthy ones before it."""

from collections.abc import Iterable, Sequence

from tracing_sandbox.traces.explaining.explanation import Explanation, explain_analysis
from tracing_sandbox.traces.judging.healthy import History
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.trace import Trace


@no_collection()
def explain_newest(newest_first: Sequence[Trace], older: Iterable[Trace] = ()) -> list[Explanation]:
    """Explain each trace of a list by comparison with the healthy ones before it.

    Those are taken from the list itself, and from `older` traces, in whatever order.
    """
    listed = {trace.trace_id for trace in newest_first}
    history = History()
    history.add_all({each.trace_id: each for each in older if each.trace_id not in listed}.values())
    explained = []
    for trace in reversed(newest_first):
        analysis = analyse(trace)
        explanation = explain_analysis(analysis, history.peers(analysis))
        history.add(analysis, explanation.blame)
        explained.append(explanation)
    return explained[::-1]
