"""Finds the trace that was named on the command line: by a file, an id, an address or an order."""

from pathlib import Path
from urllib.parse import urlsplit

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.shop import Shop, may_be_order_id, order_id_in
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.lookup import (
    LOOKED_THROUGH,
    AmbiguousTraceId,
    is_beginning,
    look_up,
)
from tracing_sandbox.traces.reading.fields.trace_id import (
    BadTraceId,
    flagged_unsampled,
    normalize_trace_id,
    read_trace_id,
    read_trace_ids,
)
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import STANDARD_INPUT

FILE_ENDINGS = frozenset({".json", ".jsonl", ".ndjson", ".txt", ".log", ".gz", ".zst", ".zip"})
LIKELIEST = (
    "The likeliest first: a new one takes a second or two to arrive; it was not sampled, or tail "
    "sampling dropped it; Jaeger keeps the newest traces, and a restart empties it."
)


def is_file_name(name: str) -> bool:
    """Tell a file's name from what else names a trace; what is neither is taken for a file's."""
    if name == str(STANDARD_INPUT) or _is_file(name):
        return True
    if urlsplit(name.strip()).scheme in ("http", "https") or order_id_in(name):
        return False
    if Path(name).suffix.lower() in FILE_ENDINGS:
        return True
    try:
        read_trace_ids(name)
    except BadTraceId:
        return bool(name and not name.isalnum())
    return False


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:
        return False


def fetch_trace(client: JaegerClient, addresses: Addresses, name: str) -> Trace:
    """Fetch the trace of this name from Jaeger; SandboxError where it is not there.

    `name` is the id of a trace or of an order, in any form, or an address that has one of them.
    """
    if order_id := order_id_in(name):
        return _fetch_of_order(client, addresses, order_id)
    try:
        trace = look_up(client, name)
    except BadTraceId as error:
        raise not_one_trace(name, error) from error
    if trace is not None:
        return trace
    if may_be_order_id(name) and _is_order(addresses, name.strip()):
        return _fetch_of_order(client, addresses, name.strip())
    raise _no_trace(client, name)


def not_one_trace(name: str, error: BadTraceId) -> WrongUsageError:
    """Say why a name is not that of one trace, and what to type instead."""
    if isinstance(error, AmbiguousTraceId):
        return WrongUsageError(str(error), "Give more digits, or one of these.")
    try:
        ids = read_trace_ids(name)
    except BadTraceId:
        said = str(error)
        return WrongUsageError(
            f"There is no such file, and {said}", f"See which traces there are: {typed('traces')}"
        )
    return WrongUsageError(str(error), f"Compare them: {typed('compare ' + ' '.join(ids[:2]))}")


def read_both(name: str) -> tuple[str, str]:
    """Read the two ids of a comparison's address; WrongUsageError where it does not name two."""
    try:
        first, second = read_trace_ids(name)
    except ValueError as error:
        raise WrongUsageError(
            "A comparison needs two traces.",
            f"Give two ids or files, or one address that names both: {typed('compare A B')}",
        ) from error
    return first, second


def _is_order(addresses: Addresses, order_id: str) -> bool:
    """Tell whether the shop has such an order; no, where it does not answer."""
    try:
        return Shop(addresses.frontend).find_order(order_id) is not None
    except SandboxError:
        return False


def _fetch_of_order(client: JaegerClient, addresses: Addresses, order_id: str) -> Trace:
    order = Shop(addresses.frontend).find_order(order_id)
    if order is None:
        raise SandboxError(
            f"The shop at {addresses.frontend} has no order {order_id}.",
            f"See which traces there are: {typed('traces')}",
        )
    if not order["trace_id"]:
        raise SandboxError(
            f"Order {order_id} has no trace: the shop was not tracing.",
            f"Make one that has: {typed('order')}",
        )
    if order.get("sampled") is False:
        raise SandboxError(
            f"The trace of order {order_id} is not sampled, so its spans were not sent.",
            f"Make one that is: {typed('order')}",
        )
    trace = client.find_trace(order["trace_id"])
    if trace is None:
        raise _no_trace(client, order["trace_id"], f", that of order {order_id}")
    return trace


def _no_trace(client: JaegerClient, name: str, of_order: str = "") -> SandboxError:
    """Say that Jaeger does not have a trace, and what can be known of it."""
    lead = f"Jaeger at {client.base_url} has no trace"
    digits = read_trace_id(name)
    if flagged_unsampled(name):
        return SandboxError(
            f"{lead} {normalize_trace_id(name)}: the flag in that header says that it is not "
            "sampled, so its spans were not sent.",
            f"Send the header with 01 at its end, or make a trace: {typed('order')}",
        )
    if is_beginning(digits):
        return SandboxError(
            f"{lead} {digits}, nor one that begins so among the newest {LOOKED_THROUGH:,}.",
            f"{LIKELIEST} Which there are: {typed('traces')}",
        )
    return SandboxError(
        f"{lead} {normalize_trace_id(name)}{of_order}.",
        f"{LIKELIEST} Which there are: {typed('traces')}",
    )
