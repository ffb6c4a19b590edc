"""The causes that a survey found as the page draws them; `traces.surveying` finds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from tracing_sandbox.pages.drawing.bars import Bar, bar
from tracing_sandbox.traces.explaining.moment import moment
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.surveying.cause import Cause
from tracing_sandbox.traces.surveying.survey import Survey


@dataclass(frozen=True, slots=True)
class Example:
    """A trace that shows a cause, and where it is compared with a healthy one, if there is one."""

    trace_id: str
    comparison: str


@dataclass(frozen=True, slots=True)
class DrawnCause:
    """One cause: its figures, and bars for the usual one and that of now where they are times."""

    title: str
    usual: str
    now: str
    usual_bar: Bar | None
    now_bar: Bar | None
    cost: str
    touched: int
    like: int
    since: datetime
    examples: tuple[Example, ...]
    against: tuple[str, ...]


def draw_causes(survey: Survey) -> Iterator[DrawnCause]:
    """Draw each cause; the bars of one are to scale with each other."""
    for cause in survey.causes:
        usual, now = cause.figures
        longest = max(cause.usual, cause.now)
        yield DrawnCause(
            title=cause.title,
            usual=usual,
            now=now,
            usual_bar=bar(0, cause.usual, longest) if longest else None,
            now_bar=bar(0, cause.now, longest) if longest else None,
            cost=figure(cause.cost_ns),
            touched=cause.touched,
            like=cause.since,
            since=moment(cause.since_ns),
            examples=tuple(_examples(cause)),
            against=cause.against,
        )


def _examples(cause: Cause) -> Iterator[Example]:
    for trace_id in cause.examples:
        query = urlencode({"a": cause.healthy, "b": trace_id})
        address = f"{reverse('tracing_sandbox:compare')}?{query}" if cause.healthy else ""
        yield Example(trace_id, address)
