"""An explained trace as the page draws it; the template only writes down what stands here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracing_sandbox.pages.drawing.bars import Bar, bar, bars
from tracing_sandbox.pages.drawing.colours import colour_services
from tracing_sandbox.pages.drawing.details import Details, describe
from tracing_sandbox.traces.drawing.fold import Fold, Line
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.part import first_of, waited_for
from tracing_sandbox.traces.measuring.reason import HTTP_STATUS_KEYS
from tracing_sandbox.traces.measuring.row import Row, why_apart
from tracing_sandbox.traces.reading.safe_text import safe_text

DEEPEST_INDENT = 16
WIDE_ENOUGH = 25
FAILED_FIRST = "failed first"


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentence, with the words for the place to blame apart so that they can be marked."""

    before: str
    place: str
    after: str


@dataclass(frozen=True, slots=True)
class DrawnSlice:
    """One owner's piece of the bar that shows where the time went."""

    look: str
    label: str
    time: str
    percent: str
    bar: Bar
    has_room: bool


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """One row: a span, its bar, and beneath it its own stretches of the critical path."""

    colour: str
    service: str
    name: str
    callee: str
    level: int
    indent: int
    failed: bool
    failure: str
    mark: str
    apart: str
    bar: Bar
    path: Sequence[Bar]
    doubt: Sequence[Bar]
    waits: bool
    spoken: str
    duration: str
    self_time: str
    details: Details


@dataclass(frozen=True, slots=True)
class DrawnFold:
    """One row for many spans that are left out."""

    text: str
    level: int
    indent: int
    bar: Bar
    time: str


def draw_answer(explanation: Explanation) -> Answer:
    """Split the answer around what it blames."""
    answer, blame = safe_text(explanation.answer, len(explanation.answer)), explanation.blame
    if blame is None or blame.headline not in answer:
        return Answer(answer, "", "")
    before, _, after = answer.partition(blame.headline)
    return Answer(before, blame.headline, after)


def draw_slices(explanation: Explanation) -> Iterator[DrawnSlice]:
    """Put the slices side by side."""
    colours = colour_services(explanation.services)
    start_ns = 0
    for each in explanation.slices:
        end_ns = start_ns + each.time_ns
        yield DrawnSlice(
            look=colours.get(each.name, "") if each.kind == "service" else each.kind,
            label=each.label,
            time=figure(each.time_ns),
            percent=percent(each.time_ns, explanation.duration_ns),
            bar=bar(start_ns, end_ns, explanation.duration_ns),
            has_room=100 * each.time_ns >= WIDE_ENOUGH * explanation.duration_ns,
        )
        start_ns = end_ns


def percent(part_ns: int, whole_ns: int) -> str:
    """Write an exact share, so that those of all slices add up; only the whole is 100 %."""
    rounded = (200 * part_ns + whole_ns) // (2 * max(whole_ns, 1))
    if part_ns and not rounded:
        return "under 1 %"
    return "over 99 %" if rounded == 100 and part_ns < whole_ns else f"{rounded} %"


def draw_lines(explanation: Explanation, lines: Sequence[Line]) -> Iterator[DrawnSpan | DrawnFold]:
    """Draw every line of the table."""
    look = _Look(
        whole_ns=explanation.duration_ns,
        colours=colour_services(explanation.services),
        callees=_callees(explanation.rows),
        names=explanation.names,
        marks=_marks(explanation),
    )
    for line in lines:
        if isinstance(line, Fold):
            yield _draw_fold(line, look)
        else:
            yield _draw_span(line, look)


@dataclass(frozen=True, slots=True)
class _Look:
    """What all rows share. `marks` name a few spans, by identity."""

    whole_ns: int
    colours: Mapping[str, str]
    callees: Mapping[str, str]
    names: Mapping[str, str]
    marks: Mapping[int, str]


def _marks(explanation: Explanation) -> dict[int, str]:
    """Mark the span that shows best what the sentence says."""
    blame = explanation.blame
    if blame:
        marks = {
            "error": FAILED_FIRST,
            "repetition": "one of many",
            "missing": "ended early",
            "unawaited": "not waited for",
            "queue": "waited in the queue",
        }
        return {id(blame.span): marks.get(blame.kind, "too slow")}
    if not (explanation.charges and explanation.complete):
        return {}
    part = explanation.charges[0].part
    rows = (
        r
        for r in explanation.rows
        if (r.span.service, r.span.name) == (part.service, part.operation)
    )
    longest = max(rows, key=lambda row: row.on_path_ns)
    return {id(longest.span): "took longest"}


def _callees(rows: Sequence[Row]) -> dict[str, str]:
    """Map a calling span's id to the service that answered it."""
    return {
        row.span.parent_id: row.span.service
        for row in rows
        if row.span.kind == "server" and row.span.parent_id
    }


def _draw_span(row: Row, look: _Look) -> DrawnSpan:
    span = row.span
    return DrawnSpan(
        colour=look.colours[span.service],
        service=safe_text(span.service),
        name=safe_text(span.name),
        callee=_callee(row, look),
        level=row.depth + 1,
        indent=min(row.depth, DEEPEST_INDENT),
        failed=span.error,
        failure=_failure(row, look),
        mark=look.marks.get(id(span), ""),
        apart=why_apart(row),
        bar=bar(row.start_ns, row.start_ns + row.duration_ns, look.whole_ns),
        path=bars([each for each in row.path if each not in row.doubt], look.whole_ns),
        doubt=bars(row.doubt, look.whole_ns),
        waits=span.kind == "client",
        spoken=_spoken(row),
        duration=figure(row.duration_ns),
        self_time=figure(row.self_ns),
        details=describe(row),
    )


def _callee(row: Row, look: _Look) -> str:
    if row.span.kind != "client":
        return ""
    target = waited_for(row.span)
    return safe_text(look.callees.get(row.span.span_id) or look.names.get(target, target))


def _failure(row: Row, look: _Look) -> str:
    """Say how a span failed; a caller's is often only the answer that it got."""
    if look.marks.get(id(row.span)) == FAILED_FIRST:
        return FAILED_FIRST
    status = first_of(row.span, HTTP_STATUS_KEYS) if row.span.kind == "client" else ""
    return f"answered {safe_text(status, 3)}" if status else "failed"


def _spoken(row: Row) -> str:
    """Say in words what the bar shows."""
    on_path = f"{figure(row.on_path_ns)} of it" if row.path else "nothing of it"
    end = figure(row.start_ns + row.duration_ns)
    doubt = ", if anything waited for it" if row.doubt else ""
    return f"from {figure(row.start_ns)} to {end}, {on_path} on the critical path{doubt}"


def _draw_fold(fold: Fold, look: _Look) -> DrawnFold:
    if fold.siblings:
        what = safe_text(f"{fold.service} {fold.name}")
        text = f"{fold.siblings:,} more like it: {what}"
        if fold.spans > fold.siblings:
            text += f", {fold.spans:,} spans in all"
    else:
        text = f"{fold.spans:,} short spans"
    return DrawnFold(
        text=f"{text}; the longest {figure(fold.longest_ns)}",
        level=fold.depth + 1,
        indent=min(fold.depth, DEEPEST_INDENT),
        bar=bar(fold.start_ns, fold.end_ns, look.whole_ns),
        time=figure(fold.time_ns) if fold.siblings else "",
    )
