"""The list of traces as the page draws it; `traces.jaeger.listing` decides which are on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tracing_sandbox.pages.drawing.bars import Bar, bar
from tracing_sandbox.pages.drawing.colours import colour_services
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.reading.safe_text import safe_text


@dataclass(frozen=True, slots=True)
class ListedTrace:
    """One line of the list."""

    trace_id: str
    began: datetime
    colour: str
    service: str
    name: str
    bar: Bar
    duration: str
    spans: int
    errors: int
    answer: str
    wrong: bool


def draw_list(explanations: Sequence[Explanation]) -> Iterator[ListedTrace]:
    """Draw each trace as one line; the bars are to scale with each other."""
    longest_ns = max((each.duration_ns for each in explanations), default=0)
    colours = colour_services(all_services(explanations))
    for each in explanations:
        yield ListedTrace(
            trace_id=each.trace_id,
            began=datetime.fromtimestamp(each.start_ns // 10**9, UTC),
            colour=colours[each.root.service],
            service=safe_text(each.root.service),
            name=safe_text(each.root.name),
            bar=bar(0, each.duration_ns, longest_ns),
            duration=figure(each.duration_ns),
            spans=len(each.rows),
            errors=each.error_count,
            answer=safe_text(each.short_answer, 200),
            wrong=each.blame is not None or not each.complete,
        )


def all_services(explanations: Iterable[Explanation]) -> set[str]:
    """Collect the services that took part in any of them."""
    return {service for each in explanations for service in each.services}
