"""Variables that are told to people who write Python, and that nothing in Python reads."""

from pathlib import Path

import opentelemetry.sdk.trace

from tests.claims.program import FAR_SIDE, run

INSTALLED = Path(opentelemetry.sdk.trace.__file__).parents[2]
# What `opentelemetry-instrument` does first.
CALL = """
from opentelemetry.instrumentation.auto_instrumentation import initialize

initialize()
requests.get(url)
"""


def test_client_setting_of_java_switches_nothing_off() -> None:
    name = "OTEL_INSTRUMENTATION_HTTP_CLIENT_ENABLED"
    called = run(CALL, before=FAR_SIDE, **{name: "false"})
    assert (called.names, called.said) == (["GET"], ["traceparent"])
    switched_off = run(
        CALL, before=FAR_SIDE, OTEL_PYTHON_DISABLED_INSTRUMENTATIONS="requests, urllib3"
    )
    assert (switched_off.names, switched_off.said) == ([], [""])
    assert [path for path in INSTALLED.rglob("*.py") if name.encode() in path.read_bytes()] == []


def test_remote_sampler_of_jaeger_means_every_trace_and_one_line_of_warning() -> None:
    asked = run(
        "tracer.start_span('order').end()",
        OTEL_TRACES_SAMPLER="jaeger_remote",
        OTEL_TRACES_SAMPLER_ARG="endpoint=http://127.0.0.1:5778,initialSamplingRate=0",
    )
    assert asked.names == ["order"]
    assert asked.complained == "Couldn't recognize sampler jaeger_remote.\n"


def test_timeouts_of_the_batch_processor_end_no_export() -> None:
    flushed = run(
        """
        import time
        from opentelemetry.sdk.trace.export import SpanExporter

        class Slow(SpanExporter):
            def export(self, spans):
                time.sleep(0.5)

        slow = TracerProvider()
        slow.add_span_processor(BatchSpanProcessor(Slow()))
        slow.get_tracer("claims").start_span("order").end()
        began = time.monotonic()
        slow.force_flush(10)
        print(time.monotonic() - began >= 0.5)
        """,
        OTEL_BSP_EXPORT_TIMEOUT="10",
    )
    assert flushed.said == ["True"]
