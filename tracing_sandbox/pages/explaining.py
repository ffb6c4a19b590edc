"""Explains a trace for a page: what `traces` says, drawn, and one like it that was faster."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeGuard
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from tracing_sandbox.pages.drawing.trace import draw_answer, draw_lines, draw_slices
from tracing_sandbox.pages.jaeger import find_jaeger_page
from tracing_sandbox.pages.selection import SHOWN, SMALL, Selection, select_lines
from tracing_sandbox.traces.explaining.explain import explain_analysis
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.recent import find_peers
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.trace import Trace

ORDER_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation, and whether there are traces to compare it with."""

    explanation: Explanation
    has_peers: bool


def explain_trace(client: JaegerClient, trace: Trace) -> Explained:
    """Explain a trace as the terminal does; raises what `JaegerClient` raises."""
    analysis = analyse(trace)
    peers = find_peers(client, analysis)
    return Explained(explain_analysis(analysis, peers), bool(peers))


def find_fast_one(client: JaegerClient, trace: Trace) -> str | None:
    """Return the id of the fastest whole, unfailed trace of the same operation before this one."""
    peers = find_peers(client, analyse(trace))
    fastest = min(peers, key=lambda peer: peer.analysis.duration_ns, default=None)
    return fastest.analysis.trace.trace_id if fastest else None


def describe_explained(
    explained: Explained, show: str = "", service: str = "", page: int = 1
) -> dict[str, Any]:
    """Return what the template `explained.html` shows."""
    explanation = explained.explanation
    selection = select_lines(explanation.rows, show, service, page)
    return {
        "explanation": explanation,
        "operation": label(explanation.root.service, explanation.root.name),
        "began": datetime.fromtimestamp(explanation.start_ns // 10**9, UTC),
        "length": figure(explanation.duration_ns),
        "half_length": figure(explanation.duration_ns // 2),
        "answer": draw_answer(explanation),
        "slices": list(draw_slices(explanation)),
        "selection": selection,
        "caption": write_caption(explanation, selection),
        "shown": SHOWN,
        "earlier": link_to_page(explanation, selection, selection.page - 1),
        "later": link_to_page(explanation, selection, selection.page + 1),
        "lines": list(draw_lines(explanation, selection.lines)),
        "choosable": len(explanation.rows) > SMALL or bool(selection.folded),
        "has_peers": explained.has_peers,
        "order_id": find_order_id(explanation),
        "jaeger_page_url": find_jaeger_page(),
    }


def write_caption(explanation: Explanation, selection: Selection) -> str:
    """Say what the table holds: how many spans, chosen and folded."""
    count = len(explanation.rows)
    caption = f"{plural(count, 'span')} in {plural(len(explanation.services), 'service')}"
    if selection.found != count:
        caption += f", {selection.found:,} of them chosen"
    if selection.pages > 1:
        caption += f", page {selection.page} of {selection.pages}"
    return caption + (f", {selection.folded:,} of them folded" if selection.folded else "")


def plural(count: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def link_to_page(explanation: Explanation, selection: Selection, page: int) -> str | None:
    """Return where another page of the same spans is; None before the first and past the last."""
    if not 1 <= page <= selection.pages:
        return None
    query = urlencode({"show": selection.show, "service": selection.service, "page": page})
    return f"{reverse('trace', args=[explanation.trace_id])}?{query}#steps"


def find_order_id(explanation: Explanation) -> UUID | None:
    """Return the order that a span of the trace names, if one does."""
    named = (row.span.attributes.get("app.order.id") for row in explanation.rows)
    return next((UUID(value) for value in named if is_order_id(value)), None)


def is_order_id(value: object) -> TypeGuard[str]:
    """Tell whether an attribute's value can be the id of an order."""
    return isinstance(value, str) and ORDER_ID.fullmatch(value) is not None
