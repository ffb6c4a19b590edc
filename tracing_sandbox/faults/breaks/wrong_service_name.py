"""A service that was copied from another one, with its name.

It stands where the service hands over its ended spans.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from opentelemetry.sdk.resources import Resource

from tracing_sandbox.faults.call import Around, Call
from tracing_sandbox.faults.own_pipeline import SENDING


def describe_service() -> Resource:
    """Name the service as the one that its code was copied from."""
    return Resource.create({"service.name": "frontend"})


def mended_describe_service() -> Resource:
    """Take the name from the service's own environment: OTEL_SERVICE_NAME=inventory."""
    return Resource.create()


def reporting_as(describe: Callable[[], Resource]) -> Around:
    """Let the span's resource say whose it is; the instance stays the same."""

    @wraps(describe)
    def around(call: Call) -> Any:
        span = call.args[0]
        span._resource = span.resource.merge(describe())
        return call.proceed()

    return around


BROKEN = {SENDING: reporting_as(describe_service)}
MENDED = {SENDING: reporting_as(mended_describe_service)}
