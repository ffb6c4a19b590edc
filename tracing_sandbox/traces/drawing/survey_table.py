"""A survey of many traces drawn for a terminal: the sentence, each cause, and what is usual."""

from collections.abc import Iterator

from rich.text import Text

from tracing_sandbox.traces.drawing import ink
from tracing_sandbox.traces.explaining.moment import clock
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.surveying.cause import Cause
from tracing_sandbox.traces.surveying.survey import Survey

NARROWEST = 60
INDENT = "   "


def draw_survey(
    survey: Survey,
    width: int = 80,
    *,
    ascii_only: bool = False,
    opened_by: str = "sandbox trace {}",
) -> Text:
    """Draw what is wrong with many traces, in `width` columns (at least 60).

    `opened_by` is the command that opens one of them; its braces stand for the id.
    """
    shapes = ink.shapes_for(ascii_only=ascii_only)
    width = max(width, NARROWEST)
    drawing = Text(no_wrap=True, overflow="ignore", end="")
    drawing.append(ink.wrap(survey.answer, width, shapes), style="bold")
    for number, cause in enumerate(survey.causes, start=1):
        drawing.append("\n")
        _write_title(drawing, number, cause, width, shapes)
        for line in (*_lines(cause), *_commands(cause, opened_by)):
            drawing.append(_indented(line, width, shapes))
    if survey.habits:
        drawing.append("\nUsual, and no cause\n", style=ink.QUIET_STYLE)
        for habit in survey.habits:
            drawing.append(_indented(habit.sentence, width, shapes))
    drawing.append(f"\n{ink.wrap(survey.coverage, width, shapes)}", style=ink.QUIET_STYLE)
    return drawing


def _write_title(drawing: Text, number: int, cause: Cause, width: int, shapes: ink.Shapes) -> None:
    title = _indented(cause.title, width, shapes)
    drawing.append(f"{number:<{len(INDENT)}}{title[len(INDENT) :]}", style="yellow")


def _commands(cause: Cause, opened_by: str) -> Iterator[str]:
    """Yield what opens the examples, and a healthy one to compare them with."""
    for trace_id in cause.examples:
        yield opened_by.format(trace_id)
    if cause.healthy:
        yield f"a healthy one: {opened_by.format(cause.healthy)}"


def _lines(cause: Cause) -> Iterator[str]:
    usual, now = cause.figures
    yield f"usual {usual}, now {now}; {figure(cause.cost_ns)} in all"
    yield f"{cause.touched} of {cause.since} since {clock(cause.since_ns)}"
    for against in cause.against:
        yield f"but: {against}"


def _indented(text: str, width: int, shapes: ink.Shapes) -> str:
    lines = ink.wrap(text, width - len(INDENT), shapes).splitlines()
    return "".join(f"{INDENT}{line}\n" for line in lines)
