"""Waits for the traces of requests, as a user with Jaeger open would."""

from collections.abc import Iterable

import requests

from tests.waiting import wait_until
from tracing_sandbox.traces.jaeger.arrival import is_whole
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import JaegerUnreachable
from tracing_sandbox.traces.reading.trace import Trace

ARRIVAL_S = 120.0


def trace_id_of(response: requests.Response) -> str:
    """Return the trace id that the answer's `traceresponse` header carries."""
    return response.headers["traceresponse"].split("-")[1]


def whole_trace(jaeger: JaegerClient, trace_id: str) -> Trace:
    """Return the trace once all of it has arrived."""
    (trace,) = wait_for_whole_traces(jaeger, [trace_id])
    return trace


def wait_for_whole_traces(jaeger: JaegerClient, trace_ids: Iterable[str]) -> list[Trace]:
    """Return all the traces, each whole."""
    missing = dict.fromkeys(trace_ids)
    found: list[Trace] = []

    def all_arrived() -> bool:
        for trace_id in list(missing):
            found.append(find_whole(jaeger, trace_id))
            del missing[trace_id]
        return True

    wait_until(all_arrived, "every trace to be whole in Jaeger", ARRIVAL_S)
    return found


def find_whole(jaeger: JaegerClient, trace_id: str) -> Trace:
    """Return a trace; AssertionError while it is not whole, or Jaeger does not answer."""
    trace = find_any(jaeger, trace_id)
    assert trace is not None, f"nothing of {trace_id} arrived"
    assert is_whole(trace), f"{trace_id} is not whole: {names(trace)}"
    return trace


def find_any(jaeger: JaegerClient, trace_id: str) -> Trace | None:
    """Return what has arrived of a trace; AssertionError while Jaeger does not answer."""
    try:
        return jaeger.find_trace(trace_id)
    except JaegerUnreachable as error:
        raise AssertionError(str(error)) from error


def names(trace: Trace) -> list[str]:
    """Name the trace's spans, for a message."""
    return sorted(f"{span.service} {span.name}" for span in trace.spans)
