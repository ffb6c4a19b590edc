"""Many traces explained, each by comparison with the healthy ones before it."""

from collections.abc import Iterable, Sequence

from tracing_sandbox.traces.explaining.explanation import Explanation, explain_analysis
from tracing_sandbox.traces.judging.healthy import History
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
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
        explained.append(explain_next(history, analyse(trace)))
    return explained[::-1]


def explain_next(history: History, analysis: Analysis) -> Explanation:
    """Explain the next trace after those of a history, and take it in.

    What turns out to be a habit is not blamed any more.
    """
    explanation = explain_analysis(analysis, history.peers(analysis))
    is_habit = history.add(analysis, explanation.blame)
    return explain_analysis(analysis, history.peers(analysis)) if is_habit else explanation
