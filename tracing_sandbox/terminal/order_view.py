"""Says on stderr how an order ended, and what became of its trace; stdout is for the trace."""

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.shop import PlacedOrder, Shop
from tracing_sandbox.terminal.console import err
from tracing_sandbox.traces.reading.safe_text import safe_text

UNKNOWN_PRODUCT = 404
LONGEST_DETAIL = 1_000
# What pydantic begins an expectation with.
EXPECTED = "Input should be "


def say_outcome(shop: Shop, placed: PlacedOrder) -> None:
    """Say how the order ended, and what else there is if it was for nothing that there is."""
    document = placed.document
    if placed.confirmed:
        said = f"Order {document['id']} confirmed: {document['quantity']} x {document['sku']}."
    else:
        what = "refused" if placed.refused else "failed"
        said = f"Order {what} with {placed.status}: {reason_of(placed)}"
    err.print(said, soft_wrap=True)
    if is_sku_at_fault(placed):
        err.print(f"There are: {', '.join(shop.list_skus())}", soft_wrap=True)


def reason_of(placed: PlacedOrder) -> str:
    """Say why an order came to nothing: by the fields that are wrong, or in the shop's words."""
    fields = [
        f"{error['field']} should be {error['expected'].removeprefix(EXPECTED)}"
        if error["expected"].startswith(EXPECTED)
        else f"{error['field']}: {error['expected']}"
        for error in placed.document.get("errors", ())
    ]
    said = "; ".join(fields) or str(placed.document.get("detail", ""))
    return safe_text(said, LONGEST_DETAIL)


def is_sku_at_fault(placed: PlacedOrder) -> bool:
    """Tell whether the shop has no such product, or the SKU has not even the form of one."""
    fields = [error["field"] for error in placed.document.get("errors", ())]
    return placed.status == UNKNOWN_PRODUCT or "sku" in fields


def say_unsampled(placed: PlacedOrder) -> None:
    """Say that no trace is to come."""
    err.print(
        f"Its trace {placed.trace_id} is not sampled: the shop's sampler (OTEL_TRACES_SAMPLER), "
        "or the flag in a traceparent on the way there, decided so. Its spans were not sent.",
        soft_wrap=True,
    )


def say_trace_is_of_no_use(placed: PlacedOrder) -> None:
    """Lead to a trace that says no more than the answer: nobody else was asked."""
    if placed.sampled is False:
        return
    err.print(f"Its trace: {typed(f'trace {placed.trace_id}')}", soft_wrap=True)


def say_only_part() -> None:
    """Say that the spans of the shop itself have not arrived."""
    err.print(
        f"The shop's own spans have not arrived: this is a part. See: {typed('status')}",
        soft_wrap=True,
    )


def require_trace_id(placed: PlacedOrder) -> None:
    """Raise SandboxError where the services do not trace."""
    if not placed.trace_id:
        raise SandboxError(
            "The shop answered without a trace id: it is not tracing.",
            f"Unset OTEL_SDK_DISABLED, then start the services again: {typed('restart')}",
        )
