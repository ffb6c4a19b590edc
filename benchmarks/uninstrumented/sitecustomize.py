"""On the path of a sandbox's services, this lets no instrumentation in: see `cost_of_an_order`."""

import sys
from typing import Any

SERVICES = {"frontend", "inventory", "thirdparty"}


def leave_out_instrumentations() -> None:
    """Let every `instrument()` of a service do nothing, but that of its log lines."""
    from opentelemetry.instrumentation.flask import FlaskInstrumentor
    from opentelemetry.instrumentation.instrumentor import (  # type: ignore[attr-defined]
        BaseInstrumentor,
    )
    from opentelemetry.instrumentation.logging import LoggingInstrumentor

    instrument = BaseInstrumentor.instrument

    def only_logging(self: BaseInstrumentor, **options: Any) -> Any:
        return instrument(self, **options) if isinstance(self, LoggingInstrumentor) else None

    BaseInstrumentor.instrument = only_logging
    FlaskInstrumentor.instrument_app = staticmethod(lambda *_, **__: None)  # type: ignore[method-assign]


if sys.orig_argv[-2:-1] == ["-m"] and sys.orig_argv[-1] in SERVICES:
    leave_out_instrumentations()
