"""Which names attributes and flags have today."""

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from tests.claims.program import FAR_SIDE, run

CALL = "RequestsInstrumentor().instrument()\nrequests.get(url)"
OLD = {"http.method", "http.url", "http.status_code"}
STABLE = {"http.request.method", "url.full", "http.response.status_code"}


def names_with(**environ: str) -> set[str]:
    (span,) = run(CALL, before=FAR_SIDE, **environ).spans
    return set(span["attributes"]) & (OLD | STABLE)


def test_names_are_the_old_ones_unless_the_stable_ones_are_asked_for() -> None:
    assert names_with() == OLD
    assert names_with(OTEL_SEMCONV_STABILITY_OPT_IN="http") == STABLE
    assert names_with(OTEL_SEMCONV_STABILITY_OPT_IN="http/dup") == OLD | STABLE


def test_flags_of_a_sampled_trace_are_03_and_only_their_last_bit_says_so() -> None:
    headers: dict[str, str] = {}
    with TracerProvider(shutdown_on_exit=False).get_tracer("claims").start_as_current_span("order"):
        TraceContextTextMapPropagator().inject(headers)
    flags = headers["traceparent"].rpartition("-")[2]
    assert (flags, int(flags, 16) & 1) == ("03", 1)
