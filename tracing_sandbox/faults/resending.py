"""What causes share that send a question to the third party more than once."""

from typing import Any

from tracing_sandbox.faults.call import Call

RESENDS = "resends"
# The OpenTelemetry name: how often a request was sent again, of which this is the last time.
RESEND_COUNT = "http.request.resend_count"


def is_to_third_party(call: Call) -> bool:
    """Tell a question to the third party from one to anybody else."""
    return bool(call.instance.name == "thirdparty")


def count_resend(call: Call) -> None:
    """Say on the call's own span that it was sent before."""
    from opentelemetry import trace

    resends = call.stage.get(RESENDS, 0)
    if resends:
        trace.get_current_span().set_attribute(RESEND_COUNT, resends)


def send_counted(call: Call) -> Any:
    """Send a request and say on its span how often it was sent before."""
    count_resend(call)
    return call.proceed()
