"""The mend of each rule as code: what to write instead.

A break that can be asked for here has a mended twin, which runs and is tested: its code is shown,
and the variables of the environment that do the same. What has no twin is written down here.
"""

from functools import cache

from tracing_sandbox.faults.catalogue import tracing_breaks
from tracing_sandbox.faults.mend import write_mend

WRITTEN = {
    "trace-broken": """\
# Let the callee record what it receives; then ask again:
OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST=traceparent,b3,x-b3-traceid""",
    "spans-lost": """\
# See what was refused on the way: the service's log, then the Collector's.
sandbox status
sandbox logs collector""",
}
# What of the environment goes with the code, or does the same without any.
ENVIRONMENT = {
    "propagator-mismatch": ("OTEL_PROPAGATORS=tracecontext,baggage, the same in both services",),
    "baggage-lost": ("OTEL_PROPAGATORS=tracecontext,baggage, the same in both services",),
    "sampled-flag-cleared": ("OTEL_TRACES_SAMPLER=parentbased_always_on, in each service",),
    "exporter-unreachable": ("OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318",),
    "exporter-wrong-endpoint": (
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318",
        "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf; grpc goes to 4317",
    ),
    "spans-dropped": ("OTEL_BSP_MAX_QUEUE_SIZE=8192", "OTEL_BSP_SCHEDULE_DELAY=500"),
    "wrong-service-name": ("OTEL_SERVICE_NAME=inventory, in this service alone",),
    "instrumented-twice": (
        "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS=wsgi, where opentelemetry-instrument runs it",
    ),
}


@cache
def mend_of(rule: str) -> str:
    """Return the code of the mended twin; what is written where there is none."""
    twin = next((e for e in tracing_breaks() if e.finding and e.finding.rule == rule), None)
    if twin is None:
        return WRITTEN[rule]
    told = [f"# {line}" for line in ENVIRONMENT.get(rule, ())]
    return "\n\n".join(filter(None, (write_mend(twin), "\n".join(told))))
