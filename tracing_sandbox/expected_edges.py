"""The edges that the trace of every healthy order shows: a parent span and its child."""

from tracing_sandbox.traces.reading.trace import Trace

EXPECTED_EDGES = """
frontend POST api/orders            > frontend place_order
frontend place_order                > frontend save_order
frontend save_order                 > frontend INSERT orders_order
frontend save_order                 > frontend UPDATE orders_order
frontend place_order                > frontend SELECT catalogue_product
frontend place_order                > frontend POST
frontend POST                       > inventory POST /reservations
inventory POST /reservations        > inventory SELECT reservation
inventory POST /reservations        > inventory check_stock
inventory check_stock               > inventory SELECT stock
inventory POST /reservations        > inventory quote_price
inventory quote_price               > inventory GET
inventory GET                       > thirdparty GET /v1/prices/<sku>
thirdparty GET /v1/prices/<sku>     > thirdparty look_up_price
inventory POST /reservations        > inventory reserve_stock
inventory reserve_stock             > inventory UPDATE stock
inventory reserve_stock             > inventory INSERT reservation
"""


def expected_edges() -> set[tuple[str, str]]:
    """Return the expected edges as pairs `("service name", "service name")`."""
    pairs = (line.split(" > ") for line in EXPECTED_EDGES.strip().splitlines())
    return {(parent.strip(), child.strip()) for parent, child in pairs}


def edges_of(trace: Trace) -> set[tuple[str, str]]:
    """Return the edges that a trace has, in the same form."""
    labels = {span.span_id: f"{span.service} {span.name}" for span in trace.spans}
    return {
        (labels[span.parent_id], labels[span.span_id])
        for span in trace.spans
        if span.parent_id in labels
    }
