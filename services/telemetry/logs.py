"""The format of log lines: each carries its trace, so that a line leads to it and back."""

# The fields `otel...` come from opentelemetry-instrumentation-logging.
LOG_FORMAT = (
    "%(asctime)s %(levelname)s %(otelServiceName)s trace_id=%(otelTraceID)s "
    "span_id=%(otelSpanID)s %(name)s: %(message)s"
)
