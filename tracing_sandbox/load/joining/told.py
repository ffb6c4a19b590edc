"""What the traces of a run tell, each beside the healthy ones before it; the record is not read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tracing_sandbox.doctor import Circumstances, Finding, choose_healthy, diagnose
from tracing_sandbox.load.joining.usual import with_peers
from tracing_sandbox.traces.explaining.explanation import Explanation, explain_analysis
from tracing_sandbox.traces.judging.healthy import began_at
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.measuring.figures import SECOND
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.trace import Trace

# What is usual is learnt from so many.
LEARNT_FROM = 200
# So many are looked at together, and as well what began so long before and after them: parts of
# one request are not further apart.
CHUNK = 400
AROUND_NS = 5 * SECOND
MOST_AROUND = 200


@dataclass(frozen=True)
class Told:
    """What each trace says, and what the doctor finds in it, by trace id."""

    explanations: Mapping[str, Explanation]
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)


def read_traces(traces: Iterable[Trace], circumstances: Circumstances | None) -> Told:
    """Explain all traces; the doctor is asked only where circumstances are given.

    What recurs is not taken for usual: it is planted again and again.
    """
    in_time = sorted((trace for trace in traces if trace.spans), key=began_at)
    findings = {} if circumstances is None else ask_doctor(in_time, circumstances)
    return Told(explain_all(in_time), findings)


@no_collection()
def explain_all(in_time: Sequence[Trace]) -> Mapping[str, Explanation]:
    """Explain each trace beside what is usual in the run."""
    analyses = [analyse(trace) for trace in in_time]
    return {
        analysis.trace.trace_id: explain_analysis(analysis, peers)
        for analysis, peers in with_peers(analyses)
    }


def ask_doctor(
    in_time: Sequence[Trace], circumstances: Circumstances
) -> Mapping[str, Sequence[Finding]]:
    """Say what the doctor finds in each trace, some at a time: its cost grows faster than they."""
    healthy = choose_healthy(_evenly(in_time, LEARNT_FROM))
    found: dict[str, Sequence[Finding]] = {}
    for chunk, around in chunks_of(in_time):
        diagnosis = diagnose([*chunk, *around], None, healthy, circumstances)
        for trace in chunk:
            findings = diagnosis.of([trace.trace_id]).findings
            if findings:
                found[trace.trace_id] = findings
    return found


def chunks_of(in_time: Sequence[Trace]) -> Iterator[tuple[Sequence[Trace], Sequence[Trace]]]:
    """Cut traces into pieces, each with what began shortly before and after it."""
    starts = [began_at(trace)[0] for trace in in_time]
    for first in range(0, len(in_time), CHUNK):
        end = min(first + CHUNK, len(in_time))
        low, high = first, end
        while low > max(first - MOST_AROUND, 0) and starts[first] - starts[low - 1] <= AROUND_NS:
            low -= 1
        while (
            high < min(end + MOST_AROUND, len(in_time))
            and starts[high] - starts[end - 1] <= AROUND_NS
        ):
            high += 1
        yield in_time[first:end], [*in_time[low:first], *in_time[end:high]]


def _evenly(traces: Sequence[Trace], most: int) -> Sequence[Trace]:
    """Choose so many of them, evenly over the time."""
    return traces[:: -(-len(traces) // most)] if traces else []
