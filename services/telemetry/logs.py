"""Log lines that carry the trace id, so that a line leads to its trace and back."""

import logging
import logging.config

from opentelemetry import trace

FORMAT = (
    "%(asctime)s %(levelname)s %(service)s trace_id=%(trace_id)s span_id=%(span_id)s "
    "%(name)s: %(message)s"
)


class TraceContextFilter(logging.Filter):
    """Adds `service`, `trace_id` and `span_id` to each record."""

    def __init__(self, service: str = "") -> None:
        super().__init__()
        self.service = service

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the ids of the span that is current; zeros outside any."""
        span_context = trace.get_current_span().get_span_context()
        record.service = self.service
        record.trace_id = trace.format_trace_id(span_context.trace_id)
        record.span_id = trace.format_span_id(span_context.span_id)
        return True


def configure_logging(service: str) -> None:
    """Send this process's log lines to stderr in one format."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"trace": {"()": TraceContextFilter, "service": service}},
            "formatters": {"line": {"format": FORMAT}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "filters": ["trace"],
                    "formatter": "line",
                }
            },
            "root": {"level": "INFO", "handlers": ["stderr"]},
        }
    )
