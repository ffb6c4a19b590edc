"""Sets the result of a run and its plots into the templates beside it."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.report import sentences, summary, words
from tracing_sandbox.load.report.addresses import Addresses
from tracing_sandbox.load.report.canvas import draw_both
from tracing_sandbox.load.report.course import course_of
from tracing_sandbox.load.report.distribution import draw_distribution, rows_of
from tracing_sandbox.load.report.ramp import draw_ramp
from tracing_sandbox.load.report.timeline import draw_timeline

HERE = Path(__file__).parent
FILTERS = {
    "at": words.write_at,
    "count": words.write_count,
    "figure": words.write_figure,
    "limit": words.write_limit,
    "meaning": summary.limit_meaning,
    "moment": words.write_moment,
    "ms": words.write_ms,
    "share": words.write_share,
    "signed": words.write_signed_ms,
}


def write_page(document: Mapping[str, Any], records: Sequence[Record], began_ns: int) -> str:
    """Write the page."""
    run = document["run"]
    return (
        _environment()
        .get_template("report.html")
        .render(
            **document,
            styles=Markup((HERE / "report.css").read_text()),  # noqa: S704
            command=summary.command_with_copy(run),
            mix_lines=summary.mix_lines(run["mix"]),
            mix_is_usual=summary.is_usual(run["mix"]),
            headline=sentences.tell_headline(document),
            rest=sentences.tell_rest(document["verdict"]),
            happened=sentences.tell_events(document["events"]),
            omission=sentences.tell_omission(document),
            found_rows=sentences.most_telling_first(document["found"]["rows"]),
            found_told=sentences.tell_found(document["found"]),
            losses_told=sentences.tell_losses(document["join"]),
            lost=sentences.sort_out(document["join"]["lost"], "why"),
            broken=sentences.sort_out(document["join"]["broken"], "missing"),
            pages_of=Addresses(document).pages_of,
            plots=_plots(document, records, began_ns),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=words.make_harmless,
    )
    environment.filters.update(FILTERS)
    environment.tests["web"] = words.is_web
    return environment


def _plots(
    document: Mapping[str, Any], records: Sequence[Record], began_ns: int
) -> dict[str, dict[str, Any]]:
    """Draw each plot, and tell it."""
    course, rows = course_of(document, records, began_ns), rows_of(document, records)
    limit_ms = _limit_of_p95(document["verdict"]["limits"])
    plots: dict[str, dict[str, Any]] = {
        "timeline": {
            "told": sentences.tell_timeline(course),
            "drawn": draw_both("timeline", lambda size: draw_timeline(course, limit_ms, size)),
            "hides": course.hides,
        },
        "distribution": {
            "told": sentences.tell_distribution(rows),
            "drawn": draw_both("distribution", lambda size: draw_distribution(rows, size)),
        },
    }
    if ramp := document["ramp"]:
        plots["ramp"] = {
            "told": sentences.tell_ramp(ramp),
            "drawn": draw_both("ramp", lambda size: draw_ramp(ramp, size)),
        }
    return plots


def _limit_of_p95(limits: Sequence[Mapping[str, Any]]) -> float | None:
    return next((words.number(each["limit"]) for each in limits if each["name"] == "p95_ms"), None)
