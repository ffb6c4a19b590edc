"""The newest traces as the list shows them; `traces.jaeger.recent` explains each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tracing_sandbox.pages.drawing.bars import Bar, bar
from tracing_sandbox.pages.drawing.colours import colour_services
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.jaeger.client import AnswerTooLong, JaegerClient
from tracing_sandbox.traces.jaeger.recent import SEARCHED, explain_listed
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.trace import Trace

LISTED = 25
FEWER = (25, 8, 3)
LONGEST_LIST_BYTES = 12 * 1024 * 1024


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


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed; `searched` were read, fewer than wanted if they are so large (`cut`)."""

    explanations: Sequence[Explanation]
    searched: int
    cut: bool


def list_traces(client: JaegerClient, service: str, *, slowest: bool, errors: bool) -> Listing:
    """Explain the newest traces; the slowest and the failed are looked for among the newest 200.

    Raises what `JaegerClient` raises.
    """
    wanted = SEARCHED if slowest or errors else LISTED
    newest, cut = fetch_newest(client, service, wanted)
    kept = [each for each in explain_listed(client, newest) if each.error_count or not errors]
    if slowest:
        kept.sort(key=lambda each: -each.duration_ns)
    return Listing(kept[:LISTED], len(newest), cut)


def fetch_newest(client: JaegerClient, service: str, most: int) -> tuple[list[Trace], bool]:
    """Fetch the newest traces, fewer of them where they are very large; say whether they are."""
    for count in (most, *FEWER):
        try:
            return client.find_traces(service or None, count), count < most
        except AnswerTooLong:
            continue
    return client.find_traces(service or None, 1), True


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
