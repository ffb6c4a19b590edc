"""Waits for the traces of requests, as a user with Jaeger open would."""

from collections.abc import Iterable

import requests

from tests.waiting import wait_until
from traces.arrival import is_whole, wait_for_whole_trace
from traces.jaeger import JaegerClient
from traces.trace import Trace

ARRIVAL_S = 60.0


def trace_id_of(response: requests.Response) -> str:
    """Return the trace id that the answer's `traceresponse` header carries."""
    return response.headers["traceresponse"].split("-")[1]


def whole_trace(jaeger: JaegerClient, trace_id: str) -> Trace:
    """Return the trace once all of it has arrived."""
    arrival = wait_for_whole_trace(jaeger, trace_id, ARRIVAL_S)
    assert arrival.trace is not None, f"nothing of {trace_id} arrived"
    assert arrival.whole, f"{trace_id} is not whole: {names(arrival.trace)}"
    return arrival.trace


def wait_for_whole_traces(jaeger: JaegerClient, trace_ids: Iterable[str]) -> list[Trace]:
    """Return all the traces, each whole."""
    missing = dict.fromkeys(trace_ids)
    found: list[Trace] = []

    def all_arrived() -> bool:
        for trace_id in list(missing):
            trace = jaeger.find_trace(trace_id)
            if trace is not None and is_whole(trace):
                found.append(trace)
                del missing[trace_id]
        return not missing

    wait_until(all_arrived, "every trace to be whole in Jaeger", timeout_s=60)
    return found


def names(trace: Trace) -> list[str]:
    """Name the trace's spans, for a message."""
    return sorted(f"{span.service} {span.name}" for span in trace.spans)
