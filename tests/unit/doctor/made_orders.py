"""Orders as the sandbox traces them, made in memory, and the tools to break their tracing."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tests.unit.traces.drawn.sketch import MS, ORIGIN_NS, Node, client, internal, query, server
from tracing_sandbox.doctor.ledger import BEGAN
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

SECOND = 1000 * MS
PATHS = {"frontend POST": "/reservations", "inventory GET": "/v1/prices/espresso-beans"}
SERVED = {
    "frontend POST api/orders": "/api/orders",
    "inventory POST /reservations": "/reservations",
    "thirdparty GET /v1/prices/<sku>": "/v1/prices/espresso-beans",
}
TRUSTED = ("frontend", "inventory")
# The edge sets it within this span; the call to who is not ours goes without.
WITHOUT_CHANNEL = ("frontend POST api/orders", "inventory GET")


def order_node() -> Node:
    """The spans of one order, with their times in milliseconds."""
    price = server(
        "thirdparty GET /v1/prices/<sku>", 14, 36, internal("thirdparty look_up_price", 15, 35)
    )
    reservation = server(
        "inventory POST /reservations",
        8,
        44,
        query("inventory SELECT reservation", 9, 9.5),
        internal("inventory check_stock", 10, 11, query("inventory SELECT stock", 10.2, 10.8)),
        internal("inventory quote_price", 12, 38, client("inventory GET", 13, 37, price)),
        internal(
            "inventory reserve_stock",
            39,
            43,
            query("inventory UPDATE stock", 40, 41),
            query("inventory INSERT reservation", 41.5, 42.5),
        ),
    )
    place = internal(
        "frontend place_order",
        1,
        49,
        query("frontend SELECT catalogue_product", 1.5, 2),
        internal(
            "frontend save_order",
            3,
            6,
            query("frontend SELECT orders_order", 3.2, 3.6),
            query("frontend BEGIN", 3.8, 4),
            query("frontend INSERT orders_order", 4.5, 5.5),
        ),
        client("frontend POST", 7, 46, reservation),
        internal("frontend save_order", 47, 48.5, query("frontend UPDATE orders_order", 47.5, 48)),
    )
    return server("frontend POST api/orders", 0, 50, place)


class Order:
    """The spans of one request, to be broken; a label is 'service name', as in edges."""

    def __init__(self, number: int = 0, node: Node | None = None) -> None:
        self.random = random.Random(f"order {number}")
        self.trace_id = f"{self.random.getrandbits(128) | 1:032x}"
        self.number = number
        self.began_ns = ORIGIN_NS + number * SECOND
        self.spans: list[Span] = []
        self._add(node or order_node(), None)
        self.note_ledger()

    def _add(self, node: Node, parent: Span | None) -> None:
        label = f"{node.service} {node.name}"
        span = Span(
            self.trace_id,
            self.new_id(),
            parent.span_id if parent else None,
            node.service,
            node.name,
            node.kind,
            self.began_ns + round(node.start_ms * MS),
            self.began_ns + round(node.end_ms * MS),
            attributes=self._attributes(node, label) | node.fields.get("attributes", {}),
            resource={
                "service.name": node.service,
                "service.instance.id": f"instance-of-{node.service}",
            },
            parent_is_remote=None if parent is None else parent.service != node.service,
        )
        self.spans.append(span)
        for child in node.children:
            self._add(child, span)

    def _attributes(self, node: Node, label: str) -> dict[str, Any]:
        has_channel = node.service in TRUSTED and label not in WITHOUT_CHANNEL
        carried = {"app.channel": "api"} if has_channel else {}
        if node.kind == "server":
            path = SERVED.get(label, "/work")
            own = {"app.request.id": f"request-{self.number}", "url.path": path}
            return carried | own | {"http.request.method": "GET"}
        if node.kind == "client" and "attributes" not in node.fields:
            return carried | {
                "http.request.method": node.name,
                "http.response.status_code": 200,
                "url.full": f"http://{node.service}-calls{PATHS.get(label, '/work')}",
            }
        return carried

    def new_id(self) -> str:
        return f"{self.random.getrandbits(64) | 1:016x}"

    def note_ledger(self) -> None:
        """Write on each local root how many spans its process began under it."""
        self.spans = [
            replace(span, attributes={**span.attributes, BEGAN: len(self.under(span))})
            if self.is_local_root(span)
            else replace(span, attributes={k: v for k, v in span.attributes.items() if k != BEGAN})
            for span in self.spans
        ]

    def is_local_root(self, span: Span) -> bool:
        return span.parent_id is None or span.parent_is_remote is True

    def under(self, span: Span) -> list[Span]:
        """The span and what its own process has beneath it."""
        local = [child for child in self.children(span) if not child.parent_is_remote]
        return [span, *(each for child in local for each in self.under(child))]

    def beneath(self, span: Span) -> list[Span]:
        """The span and all beneath it."""
        return [span, *(each for child in self.children(span) for each in self.beneath(child))]

    def children(self, span: Span) -> list[Span]:
        return [
            each
            for each in self.spans
            if each.parent_id == span.span_id and each.trace_id == span.trace_id
        ]

    def get(self, label: str) -> Span:
        return next(span for span in self.spans if f"{span.service} {span.name}" == label)

    def change(self, spans: Iterable[Span], how: Callable[[Span], Span]) -> None:
        chosen = {id(span) for span in spans}
        self.spans = [how(span) if id(span) in chosen else span for span in self.spans]

    def note(self, label: str, **attributes: Any) -> None:
        """Set attributes; underscores stand for dots."""
        named = {key.replace("__", "."): value for key, value in attributes.items()}
        self.change(
            [self.get(label)], lambda span: replace(span, attributes={**span.attributes, **named})
        )

    def of(self, service: str) -> list[Span]:
        return [span for span in self.spans if span.service == service]

    def drop(self, spans: Iterable[Span]) -> None:
        gone = {id(span) for span in spans}
        self.spans = [span for span in self.spans if id(span) not in gone]

    def begin_anew(self, label: str) -> str:
        """Let a span and what is beneath it be a trace of its own; return its id."""
        head = self.get(label)
        trace_id = f"{self.random.getrandbits(128) | 1:032x}"

        def moved(span: Span) -> Span:
            is_head = span.span_id == head.span_id
            kept = {"parent_id": None, "parent_is_remote": None} if is_head else {}
            return replace(span, trace_id=trace_id, **kept)

        self.change(self.beneath(head), moved)
        return trace_id

    def traces(self) -> list[Trace]:
        by_id: dict[str, list[Span]] = {}
        for span in self.spans:
            by_id.setdefault(span.trace_id, []).append(span)
        return [Trace(trace_id, tuple(spans)) for trace_id, spans in by_id.items()]


def healthy_orders(count: int, first: int = 1000) -> list[Trace]:
    return [trace for number in range(count) for trace in Order(first + number).traces()]
