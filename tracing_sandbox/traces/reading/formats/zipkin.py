"""Zipkin's JSON, version 2, made into spans: a list of them, or a list of such lists.

In Zipkin the two ends of a call share one id. Here they become two spans, caller and callee: the
server's gets an id of its own, and what its service did hangs below it.
https://zipkin.io/zipkin-api/
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from sys import intern
from typing import Any

from tracing_sandbox.traces.reading.fields.attribute import read_attributes
from tracing_sandbox.traces.reading.fields.event import make_event
from tracing_sandbox.traces.reading.fields.field import (
    FieldError,
    read_object,
    read_text,
)
from tracing_sandbox.traces.reading.fields.kind import read_kind
from tracing_sandbox.traces.reading.fields.moment import (
    MICROSECONDS,
    read_duration,
    read_start,
)
from tracing_sandbox.traces.reading.fields.outcome import CODE_KEY, ERROR_KEY, take_outcome
from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.span import NO_ATTRIBUTES, UNKNOWN_SERVICE, Event, Span

PEER_KEY = "peer.service"
ADDRESS_KEY = "network.peer.address"
PORT_KEY = "network.peer.port"
SPAN_FIELDS = frozenset(
    {"traceId", "id", "parentId", "name", "kind", "timestamp", "duration", "shared", "debug"}
    | {"localEndpoint", "remoteEndpoint", "annotations", "tags"}
)


def read_zipkin_span(raw: Mapping[str, Any], place: str, intake: Intake) -> None:
    """Read one span into the intake; `separate_halves` comes when all are there."""
    try:
        span = _read_span(raw, intake)
    except FieldError as error:
        intake.reject(raw, place, None, str(error))
    else:
        intake.shared_ids.add(span.trace_id)
        intake.add(span, place)
    intake.leave(raw, SPAN_FIELDS, f"{place}.")


def _read_span(raw: Mapping[str, Any], intake: Intake) -> Span:
    remarks = intake.remarks
    trace_id = intake.read_trace_id(raw.get("traceId"), "traceId")
    span_id = intake.read_span_id(raw.get("id"), "id")
    start_ns = read_start(raw.get("timestamp"), "timestamp", MICROSECONDS, remarks)
    end_ns, unfinished = read_duration(
        raw.get("duration"), "duration", start_ns, MICROSECONDS, remarks
    )
    local = read_object(raw, "localEndpoint", remarks)
    service = intern(read_text(local, "serviceName", remarks) or UNKNOWN_SERVICE)
    tags = read_attributes(read_object(raw, "tags", remarks), remarks)
    _take_error_tag(tags)
    outcome = take_outcome(tags, None, "", remarks)
    for key, value in _far_side(read_object(raw, "remoteEndpoint", remarks)):
        tags.setdefault(key, value)
    return Span(
        trace_id=trace_id,
        span_id=span_id,
        parent_id=intake.read_parent_id(raw.get("parentId"), "parentId"),
        service=service,
        name=intern(read_text(raw, "name", remarks)),
        kind=read_kind(raw.get("kind"), remarks),
        start_ns=start_ns,
        end_ns=end_ns,
        error=outcome.error,
        status_message=outcome.message,
        attributes=intake.pool.share(tags),
        resource=intake.pool.share({"service.name": service}),
        events=tuple(_read_events(raw, intake)),
        unfinished=unfinished,
        status_unknown=outcome.unknown,
    )


def _take_error_tag(tags: dict[str, Any]) -> None:
    """Make a status of the tag `error`: its presence says that the span failed, its text why."""
    if ERROR_KEY not in tags:
        return
    told = str(tags.pop(ERROR_KEY) or "")
    tags.setdefault(CODE_KEY, "ERROR")
    if told.lower() not in ("", "true", "false"):
        tags.setdefault("otel.status_description", told)


def _far_side(endpoint: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    address = endpoint.get("ipv4") or endpoint.get("ipv6")
    for key, value in (
        (PEER_KEY, endpoint.get("serviceName")),
        (ADDRESS_KEY, address),
        (PORT_KEY, endpoint.get("port")),
    ):
        if value and isinstance(value, str | int):
            yield key, value


def _read_events(raw: Mapping[str, Any], intake: Intake) -> Iterator[Event]:
    for given in intake.read_details(raw, "annotations"):
        name = read_text(given, "value", intake.remarks)
        time = given.get("timestamp")
        yield make_event(name, time, "timestamp", MICROSECONDS, NO_ATTRIBUTES, intake.remarks)


def separate_halves(spans: Sequence[Span]) -> list[Span]:
    """Make caller and callee of the client's and the server's span that share an id."""
    clients = {span.span_id: span for span in spans if span.kind == "client"}
    servers: dict[str, list[Span]] = {}
    for span in spans:
        if span.kind == "server" and span.span_id in clients:
            servers.setdefault(span.span_id, []).append(span)
    return [_placed(span, clients, servers) for span in spans] if servers else list(spans)


def _placed(span: Span, clients: Mapping[str, Span], servers: Mapping[str, list[Span]]) -> Span:
    if span.kind == "server" and span.span_id in servers:
        return replace(span, span_id=_own_id(span), parent_id=span.span_id)
    if span.parent_id is None or span.parent_id not in servers:
        return span
    server = _server_above(span, clients[span.parent_id], servers[span.parent_id])
    return replace(span, parent_id=_own_id(server)) if server else span


def _server_above(span: Span, client: Span, servers: Iterable[Span]) -> Span | None:
    """Find the server's span that a span belongs below; None if it is the client's own."""
    near = [server for server in servers if server.service == span.service]
    around = [server for server in near if server.start_ns <= span.start_ns <= server.end_ns]
    if client.service == span.service:
        return around[0] if around else None
    return next(iter((*around, *near)), None)


def _own_id(server: Span) -> str:
    """Derive an id that is the same whenever the same span is read."""
    content = f"{server.span_id} {server.service} {server.name} {server.start_ns}"
    return blake2b(content.encode(), digest_size=8).hexdigest()
