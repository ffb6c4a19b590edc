"""Why Jaeger could not be asked, or has no answer that can be used; `client` raises it."""

from collections.abc import Sequence

from tracing_sandbox.traces.reading.safe_text import safe_text

SERVICES_NAMED = 20


class JaegerError(Exception):
    """Jaeger could not be asked; the message says what, where and the next step."""


class JaegerUnreachable(JaegerError):  # noqa: N818
    """Nothing answered at Jaeger's address in time."""


class BadAnswer(JaegerError):  # noqa: N818
    """Something answered that is no trace: another service, or a fault of Jaeger's."""


class TooMany(BadAnswer):
    """More traces were asked for than Jaeger holds at most."""


class AnswerTooLong(JaegerError):  # noqa: N818
    """Jaeger's answer is longer than is read of one."""


class UnknownService(JaegerError):  # noqa: N818
    """Jaeger holds no span of the service that was named."""

    def __init__(self, service: str, known: Sequence[str]) -> None:
        named = ", ".join(safe_text(name) for name in known[:SERVICES_NAMED])
        more = f" and {len(known) - SERVICES_NAMED} more" if len(known) > SERVICES_NAMED else ""
        super().__init__(f"Jaeger knows no service {safe_text(service)}. There are: {named}{more}.")
