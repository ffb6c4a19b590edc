"""Has traces of a running Jaeger diagnosed, with the other parts of their requests.

What is usual is learnt from the healthy ones that Jaeger has of the same requests.
"""

from collections.abc import Sequence

from tracing_sandbox.doctor.circumstances import NOTHING_KNOWN, Circumstances
from tracing_sandbox.doctor.diagnosis import Diagnosis, diagnose
from tracing_sandbox.doctor.edges import Edges
from tracing_sandbox.doctor.health import choose_healthy
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.surroundings import fetch_alike, fetch_around
from tracing_sandbox.traces.reading.trace import Trace


def diagnose_around(
    client: JaegerClient,
    wanted: Sequence[Trace],
    expected: Edges | None = None,
    circumstances: Circumstances = NOTHING_KNOWN,
) -> Diagnosis:
    """Find what is wrong with the tracing in some traces; of one that is alone, beside others.

    Raises what `JaegerClient` raises.
    """
    ids = [trace.trace_id for trace in wanted]
    around = fetch_around(client, wanted)
    others = {trace.trace_id: trace for trace in (*fetch_alike(client, around), *around)}
    if len(ids) == 1:
        others.pop(ids[0], None)
    healthy = choose_healthy(list(others.values()), expected)
    return diagnose(around, expected, healthy, circumstances).of(ids)
