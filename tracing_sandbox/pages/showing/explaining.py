"""What a page shows of an explained trace: what `traces` says, drawn, and what leads further."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tracing_sandbox.pages.drawing.trace import draw_answer, draw_lines, draw_slices
from tracing_sandbox.pages.jaeger import find_jaeger_page
from tracing_sandbox.pages.showing.selection import SHOWN, SMALL, Selection, select_lines
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.part import label


def describe_explanation(
    explanation: Explanation, show: str = "", service: str = "", page: int = 1
) -> dict[str, Any]:
    """Return what the template `explained.html` shows."""
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
    return f"{reverse('tracing_sandbox:trace', args=[explanation.trace_id])}?{query}#steps"
