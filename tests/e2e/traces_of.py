"""Waits for the traces of requests, as a user with Jaeger open would."""

from collections.abc import Iterable

import requests

from tests.waiting import wait_until
from traces.arrival import is_whole
from traces.jaeger import JaegerClient
from traces.trace import Trace


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
            trace = jaeger.find_trace(trace_id)
            if trace is not None and is_whole(trace):
                found.append(trace)
                del missing[trace_id]
        assert not missing, f"{len(missing)} of them are not, the first {next(iter(missing))}"
        return True

    wait_until(all_arrived, "every trace to be whole in Jaeger", timeout_s=60)
    return found
