"""Whether Jaeger answers, what it holds, and which services that run have never reported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tracing_sandbox.doctor.kinds import is_call
from tracing_sandbox.doctor.setup.check import Check, untold, well, wrong
from tracing_sandbox.doctor.setup.environment import named
from tracing_sandbox.invocation import typed
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import JaegerError
from tracing_sandbox.traces.reading.trace import Trace

NAME = "Jaeger"
REPORTING = "Services that report"
LOOKED_AT = 20


@dataclass(frozen=True)
class Held:
    """What Jaeger holds: the services that it knows, and some of their newest traces."""

    services: Sequence[str]
    traces: Sequence[Trace]


def ask_jaeger(client: JaegerClient) -> Held | Check:
    """Ask what Jaeger holds; a check that is wrong where it does not tell."""
    try:
        services = client.services()
        traces = client.find_traces(limit=LOOKED_AT) if services else []
    except JaegerError as error:
        return wrong(NAME, str(error), f"See its log: {typed('logs jaeger')}")
    return Held(services, traces)


def check_jaeger(held: Held, sent: int | None) -> Check:
    """Check that Jaeger holds something where the Collector has sent some spans, if that tells."""
    if held.services:
        return well(NAME, f"It holds spans of {named(held.services)}.")
    if sent:
        said = f"The Collector has sent {sent:,} spans, and Jaeger holds none."
        to_do = "Jaeger was started again since, or the Collector sends to another one."
        return wrong(NAME, said, to_do)
    return untold(NAME, "It answers, and holds no span yet.", place_order())


def check_reporting(held: Held, addresses: Mapping[str, str]) -> Check:
    """Check that each service that runs has reported; `addresses` says where each listens."""
    expected = addresses or held.services
    if not expected:
        return untold(REPORTING, "No service is known here, and none reported.", place_order())
    missing = [service for service in addresses if service not in held.services]
    if not missing:
        return well(REPORTING, f"{named(expected)} reported spans.")
    called = [service for service in missing if is_called(addresses[service], held.traces)]
    if called:
        said = f"{named(called)} was called, and Jaeger has no span of it."
        to_do = "See the rows above, and whether it is instrumented and names itself so."
        return wrong(REPORTING, said, to_do)
    return untold(REPORTING, f"{named(missing)} reported no span yet.", place_order())


def is_called(address: str, traces: Sequence[Trace]) -> bool:
    """Tell whether a span is a call to an address."""
    return port_of(address) in set(ports_called(traces))


def ports_called(traces: Sequence[Trace]) -> Iterator[str]:
    """Yield the ports of all calls."""
    for trace in traces:
        for span in trace.spans:
            if is_call(span):
                yield str(span.attributes.get("server.port") or "")


def port_of(address: str) -> str:
    """Return the port of an address."""
    return str(urlsplit(address).port or "")


def place_order() -> str:
    """Say how spans are made."""
    return f"Send a request, such as {typed('order')}, and check again."
