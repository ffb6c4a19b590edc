"""A service that was copied from another one, with its name."""

from typing import Any

from opentelemetry.sdk.resources import Resource

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.own_pipeline import SENDING


def copied_resource() -> Resource:
    """Name the service as the one that it was copied from."""
    return Resource({"service.name": "frontend"})


def own_resource() -> Resource:
    """Name the service in its own environment: OTEL_SERVICE_NAME=inventory."""
    return Resource({"service.name": "inventory"})


def broken(call: Call) -> Any:
    """Report as the other service."""
    return report_as(call, copied_resource())


def mended(call: Call) -> Any:
    """Report under the own name."""
    return report_as(call, own_resource())


def report_as(call: Call, named: Resource) -> Any:
    """Let the span's resource say whose it is."""
    span = call.args[0]
    span._resource = span.resource.merge(named)
    return call.proceed()


BROKEN = {SENDING: broken}
MENDED = {SENDING: mended}
MEND = (own_resource,)
